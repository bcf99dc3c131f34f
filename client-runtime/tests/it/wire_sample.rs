//! Types in the form that the generator emits, with those of their methods that the tests call.

use client_runtime::wire::{self, JsonObject, Timestamp, Undocumented, UnknownProperties};
use rust_decimal::Decimal;

/// A cart.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.Cart`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Cart {
    /// Attributes of the resource.
    pub attributes: Option<Box<ResourceAttributes>>,
    /// When the cart was created.
    ///
    /// On the wire: `creationTimestamp`.
    pub creation_timestamp: Option<Timestamp>,
    /// When the cart expires.
    ///
    /// On the wire: `expirationTimestamp`.
    pub expiration_timestamp: Option<Timestamp>,
    /// The identifier of the cart.
    pub id: Option<String>,
    /// When the cart was last changed.
    ///
    /// On the wire: `lastModifiedTimestamp`.
    pub last_modified_timestamp: Option<Timestamp>,
    /// Who changed the cart last.
    ///
    /// On the wire: `lastModifiedUser`.
    pub last_modified_user: Option<String>,
    /// What the cart holds.
    ///
    /// On the wire: `lineItems`.
    pub line_items: Option<Vec<CartLineItem>>,
    /// Links to resources.
    pub links: Option<Box<ResourceLinks>>,
    /// The status of the cart.
    pub status: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

impl Cart {
    /// Sets [`line_items`](Self::line_items).
    #[must_use]
    pub fn with_line_items(mut self, line_items: impl Into<Vec<CartLineItem>>) -> Self {
        self.line_items = Some(line_items.into());
        self
    }
}

wire::object! {
    Cart {
        attributes: "attributes",
        creation_timestamp: "creationTimestamp",
        expiration_timestamp: "expirationTimestamp",
        id: "id",
        last_modified_timestamp: "lastModifiedTimestamp",
        last_modified_user: "lastModifiedUser",
        line_items: "lineItems",
        links: "links",
        status: "status",
    }
}

// What calls need that these types are sent by; the emitted types have whole tables.
wire::describe! {
    Cart {
        element: "Cart",
        namespace: "",
        prefix: "",
        properties: &[
            Property { name: "id", element: "Id", ..PLAIN },
            Property { name: "status", element: "Status", ..PLAIN },
        ],
    }
}

/// An item of a cart.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.CartLineItem`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CartLineItem {
    /// Add-ons that are bought with the item.
    ///
    /// On the wire: `addonItems`.
    pub addon_items: Option<Vec<CartLineItem>>,
    /// Whether the attestation was accepted.
    ///
    /// On the wire: `attestationAccepted`.
    pub attestation_accepted: Option<bool>,
    /// How often is billed.
    ///
    /// On the wire: `billingCycle`.
    pub billing_cycle: Option<BillingCycle>,
    /// The identifier of the catalog item.
    ///
    /// On the wire: `catalogItemId`.
    pub catalog_item_id: Option<String>,
    /// The currency, by its ISO 4217 code.
    ///
    /// On the wire: `currencyCode`.
    pub currency_code: Option<String>,
    /// When the first term ends.
    ///
    /// On the wire: `customTermEndDate`.
    pub custom_term_end_date: Option<Timestamp>,
    /// What is wrong with the item.
    pub error: Option<Box<CartError>>,
    /// A name that the customer gives.
    ///
    /// On the wire: `friendlyName`.
    pub friendly_name: Option<String>,
    /// The number of the item, counted from 0.
    pub id: Option<i64>,
    /// Which items become one order.
    ///
    /// On the wire: `orderGroup`.
    pub order_group: Option<String>,
    /// Partners that take part; a key may repeat.
    pub participants: Option<Vec<ParticipantTypeStringKeyValuePair>>,
    /// The prices.
    pub pricing: Option<Box<Pricing>>,
    /// The identifier of the promotion.
    ///
    /// On the wire: `promotionId`.
    pub promotion_id: Option<String>,
    /// What provisioning needs to know.
    ///
    /// On the wire: `provisioningContext`.
    pub provisioning_context: Option<JsonObject>,
    /// What the customer commits to spend.
    ///
    /// On the wire: `purchaseCommitment`.
    pub purchase_commitment: Option<Box<PurchaseCommitment>>,
    /// How many.
    pub quantity: Option<i64>,
    /// What the item renews to.
    ///
    /// On the wire: `renewsTo`.
    pub renews_to: Option<Box<RenewsTo>>,
    /// How long the term is, by ISO 8601.
    ///
    /// On the wire: `termDuration`.
    pub term_duration: Option<String>,
    /// The system of the purchase.
    ///
    /// On the wire: `purchaseSystem`.
    pub purchase_system: Option<String>,
    /// The subscription whose end the item shares.
    ///
    /// On the wire: `coterminousSubscriptionId`.
    pub coterminous_subscription_id: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

impl CartLineItem {
    /// Sets [`addon_items`](Self::addon_items).
    #[must_use]
    pub fn with_addon_items(mut self, addon_items: impl Into<Vec<CartLineItem>>) -> Self {
        self.addon_items = Some(addon_items.into());
        self
    }

    /// Sets [`billing_cycle`](Self::billing_cycle).
    #[must_use]
    pub fn with_billing_cycle(mut self, billing_cycle: impl Into<BillingCycle>) -> Self {
        self.billing_cycle = Some(billing_cycle.into());
        self
    }

    /// Sets [`catalog_item_id`](Self::catalog_item_id).
    #[must_use]
    pub fn with_catalog_item_id(mut self, catalog_item_id: impl Into<String>) -> Self {
        self.catalog_item_id = Some(catalog_item_id.into());
        self
    }

    /// Sets [`custom_term_end_date`](Self::custom_term_end_date).
    #[must_use]
    pub fn with_custom_term_end_date(mut self, custom_term_end_date: impl Into<Timestamp>) -> Self {
        self.custom_term_end_date = Some(custom_term_end_date.into());
        self
    }

    /// Sets [`provisioning_context`](Self::provisioning_context).
    #[must_use]
    pub fn with_provisioning_context(
        mut self,
        provisioning_context: impl Into<JsonObject>,
    ) -> Self {
        self.provisioning_context = Some(provisioning_context.into());
        self
    }

    /// Sets [`purchase_commitment`](Self::purchase_commitment).
    #[must_use]
    pub fn with_purchase_commitment(
        mut self,
        purchase_commitment: impl Into<Box<PurchaseCommitment>>,
    ) -> Self {
        self.purchase_commitment = Some(purchase_commitment.into());
        self
    }

    /// Sets [`quantity`](Self::quantity).
    #[must_use]
    pub fn with_quantity(mut self, quantity: impl Into<i64>) -> Self {
        self.quantity = Some(quantity.into());
        self
    }
}

wire::object! {
    CartLineItem {
        addon_items: "addonItems",
        attestation_accepted: "attestationAccepted",
        billing_cycle: "billingCycle",
        catalog_item_id: "catalogItemId",
        currency_code: "currencyCode",
        custom_term_end_date: "customTermEndDate",
        error: "error",
        friendly_name: "friendlyName",
        id: "id",
        order_group: "orderGroup",
        participants: "participants",
        pricing: "pricing",
        promotion_id: "promotionId",
        provisioning_context: "provisioningContext",
        purchase_commitment: "purchaseCommitment",
        quantity: "quantity",
        renews_to: "renewsTo",
        term_duration: "termDuration",
        purchase_system: "purchaseSystem",
        coterminous_subscription_id: "coterminousSubscriptionId",
    }
}

/// Prices, in the currency of the item.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.Pricing`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Pricing {
    /// The price after discounts.
    ///
    /// On the wire: `discountedPrice`.
    pub discounted_price: Option<Decimal>,
    /// The price of the whole quantity.
    ///
    /// On the wire: `extendedPrice`.
    pub extended_price: Option<Decimal>,
    /// The price before discounts.
    ///
    /// On the wire: `listPrice`.
    pub list_price: Option<Decimal>,
    /// The price of one.
    pub price: Option<Decimal>,
    /// The price of what is left of the term.
    ///
    /// On the wire: `proratedPrice`.
    pub prorated_price: Option<Decimal>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    Pricing {
        discounted_price: "discountedPrice",
        extended_price: "extendedPrice",
        list_price: "listPrice",
        price: "price",
        prorated_price: "proratedPrice",
    }
}

/// What a customer commits to spend.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.PurchaseCommitment`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PurchaseCommitment {
    /// How much, in `currency` for each `grain`.
    pub amount: Option<Decimal>,
    /// The currency, by its ISO 4217 code.
    pub currency: Option<String>,
    /// The time that the amount is for.
    pub grain: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

impl PurchaseCommitment {
    /// Sets [`amount`](Self::amount).
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.amount = Some(amount.into());
        self
    }
}

wire::object! {
    PurchaseCommitment {
        amount: "amount",
        currency: "currency",
        grain: "grain",
    }
}

/// What an item renews to.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.RenewsTo`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RenewsTo {
    /// How long the term is, by ISO 8601.
    ///
    /// On the wire: `termDuration`.
    pub term_duration: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    RenewsTo {
        term_duration: "termDuration",
    }
}

/// What is wrong with an item.
///
/// Documented as `Microsoft.Partner.Services.Carts.V1.Models.CartError`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CartError {
    /// The code.
    ///
    /// On the wire: `errorCode`.
    pub error_code: Option<CartErrorCode>,
    /// The description.
    ///
    /// On the wire: `errorDescription`.
    pub error_description: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    CartError {
        error_code: "errorCode",
        error_description: "errorDescription",
    }
}

/// A partner that takes part.
///
/// Documented as `System.Collections.Generic.KeyValuePair[Microsoft.Partner.Services.Carts.V1.Models.ParticipantType,System.String]`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ParticipantTypeStringKeyValuePair {
    /// What the partner takes part as.
    pub key: Option<ParticipantType>,
    /// The identifier of the partner.
    pub value: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    ParticipantTypeStringKeyValuePair {
        key: "key",
        value: "value",
    }
}

/// Attributes of a resource.
///
/// Documented as `Microsoft.Partner.Core.Collections.ResourceAttributes`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResourceAttributes {
    /// The version of the resource.
    pub etag: Option<String>,
    /// The type of the resource.
    ///
    /// On the wire: `objectType`.
    pub object_type: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    ResourceAttributes {
        etag: "etag",
        object_type: "objectType",
    }
}

/// Links to resources.
///
/// Documented as `Microsoft.Partner.Core.Collections.ResourceLinks`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResourceLinks {
    /// The next page.
    pub next: Option<Box<Link>>,
    /// The page before.
    pub previous: Option<Box<Link>>,
    /// The resource itself.
    ///
    /// On the wire: `self`.
    pub self_: Option<Box<Link>>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    ResourceLinks {
        next: "next",
        previous: "previous",
        self_: "self",
    }
}

/// A link.
///
/// Documented as `Microsoft.Partner.Core.Collections.Link`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Link {
    /// The body to send.
    pub body: Option<String>,
    /// The headers to send.
    pub headers: Option<Vec<StringStringKeyValuePair>>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The address, relative to the service.
    pub uri: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    Link {
        body: "body",
        headers: "headers",
        method: "method",
        uri: "uri",
    }
}

/// A key and its value.
///
/// Documented as `System.Collections.Generic.KeyValuePair[System.String,System.String]`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct StringStringKeyValuePair {
    /// The key.
    pub key: Option<String>,
    /// The value.
    pub value: Option<String>,
    /// Properties that the document does not name, kept as they came.
    pub unknown_properties: UnknownProperties,
}

wire::object! {
    StringStringKeyValuePair {
        key: "key",
        value: "value",
    }
}

/// How often is billed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BillingCycle {
    /// `annual`
    Annual,
    /// `monthly`
    Monthly,
    /// `none`
    None,
    /// `one_time`
    OneTime,
    /// `triennial`
    Triennial,
    /// `unknown`
    Unknown,
    /// A member that the document does not list, kept as it came.
    Undocumented(Undocumented<Self>),
}

wire::open_enum! {
    BillingCycle {
        Annual: "annual",
        Monthly: "monthly",
        None: "none",
        OneTime: "one_time",
        Triennial: "triennial",
        Unknown: "unknown",
    }
}

/// What a partner takes part as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ParticipantType {
    /// `consumption_reseller`
    ConsumptionReseller,
    /// `transaction_reseller`
    TransactionReseller,
    /// `unknown`
    Unknown,
    /// A member that the document does not list, kept as it came.
    Undocumented(Undocumented<Self>),
}

wire::open_enum! {
    ParticipantType {
        ConsumptionReseller: "consumption_reseller",
        TransactionReseller: "transaction_reseller",
        Unknown: "unknown",
    }
}

/// Why an item cannot be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CartErrorCode(i64);

impl CartErrorCode {
    /// `0`
    pub const UNKNOWN: Self = Self(0);

    /// `10000`
    pub const CURRENCY_IS_NOT_SUPPORTED: Self = Self(10000);

    /// `10002`
    pub const QUOTA_NOT_AVAILABLE: Self = Self(10002);

    /// `10003`
    pub const INVENTORY_NOT_AVAILABLE: Self = Self(10003);
}

wire::integer_enum! {
    CartErrorCode {
        0: "Unknown",
        10000: "CurrencyIsNotSupported",
        10002: "QuotaNotAvailable",
        10003: "InventoryNotAvailable",
        400013,
        400019,
    }
}
