//! Types in exactly the form that the generator emits: the norm for it, and the ground of the
//! tests and benches.

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
    /// Sets [`attributes`](Self::attributes).
    #[must_use]
    pub fn with_attributes(mut self, attributes: impl Into<Box<ResourceAttributes>>) -> Self {
        self.attributes = Some(attributes.into());
        self
    }

    /// Sets [`creation_timestamp`](Self::creation_timestamp).
    #[must_use]
    pub fn with_creation_timestamp(mut self, creation_timestamp: impl Into<Timestamp>) -> Self {
        self.creation_timestamp = Some(creation_timestamp.into());
        self
    }

    /// Sets [`expiration_timestamp`](Self::expiration_timestamp).
    #[must_use]
    pub fn with_expiration_timestamp(mut self, expiration_timestamp: impl Into<Timestamp>) -> Self {
        self.expiration_timestamp = Some(expiration_timestamp.into());
        self
    }

    /// Sets [`id`](Self::id).
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets [`last_modified_timestamp`](Self::last_modified_timestamp).
    #[must_use]
    pub fn with_last_modified_timestamp(
        mut self,
        last_modified_timestamp: impl Into<Timestamp>,
    ) -> Self {
        self.last_modified_timestamp = Some(last_modified_timestamp.into());
        self
    }

    /// Sets [`last_modified_user`](Self::last_modified_user).
    #[must_use]
    pub fn with_last_modified_user(mut self, last_modified_user: impl Into<String>) -> Self {
        self.last_modified_user = Some(last_modified_user.into());
        self
    }

    /// Sets [`line_items`](Self::line_items).
    #[must_use]
    pub fn with_line_items(mut self, line_items: impl Into<Vec<CartLineItem>>) -> Self {
        self.line_items = Some(line_items.into());
        self
    }

    /// Sets [`links`](Self::links).
    #[must_use]
    pub fn with_links(mut self, links: impl Into<Box<ResourceLinks>>) -> Self {
        self.links = Some(links.into());
        self
    }

    /// Sets [`status`](Self::status).
    #[must_use]
    pub fn with_status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
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

    /// Sets [`attestation_accepted`](Self::attestation_accepted).
    #[must_use]
    pub fn with_attestation_accepted(mut self, attestation_accepted: impl Into<bool>) -> Self {
        self.attestation_accepted = Some(attestation_accepted.into());
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

    /// Sets [`currency_code`](Self::currency_code).
    #[must_use]
    pub fn with_currency_code(mut self, currency_code: impl Into<String>) -> Self {
        self.currency_code = Some(currency_code.into());
        self
    }

    /// Sets [`custom_term_end_date`](Self::custom_term_end_date).
    #[must_use]
    pub fn with_custom_term_end_date(mut self, custom_term_end_date: impl Into<Timestamp>) -> Self {
        self.custom_term_end_date = Some(custom_term_end_date.into());
        self
    }

    /// Sets [`error`](Self::error).
    #[must_use]
    pub fn with_error(mut self, error: impl Into<Box<CartError>>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Sets [`friendly_name`](Self::friendly_name).
    #[must_use]
    pub fn with_friendly_name(mut self, friendly_name: impl Into<String>) -> Self {
        self.friendly_name = Some(friendly_name.into());
        self
    }

    /// Sets [`id`](Self::id).
    #[must_use]
    pub fn with_id(mut self, id: impl Into<i64>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets [`order_group`](Self::order_group).
    #[must_use]
    pub fn with_order_group(mut self, order_group: impl Into<String>) -> Self {
        self.order_group = Some(order_group.into());
        self
    }

    /// Sets [`participants`](Self::participants).
    #[must_use]
    pub fn with_participants(
        mut self,
        participants: impl Into<Vec<ParticipantTypeStringKeyValuePair>>,
    ) -> Self {
        self.participants = Some(participants.into());
        self
    }

    /// Sets [`pricing`](Self::pricing).
    #[must_use]
    pub fn with_pricing(mut self, pricing: impl Into<Box<Pricing>>) -> Self {
        self.pricing = Some(pricing.into());
        self
    }

    /// Sets [`promotion_id`](Self::promotion_id).
    #[must_use]
    pub fn with_promotion_id(mut self, promotion_id: impl Into<String>) -> Self {
        self.promotion_id = Some(promotion_id.into());
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

    /// Sets [`renews_to`](Self::renews_to).
    #[must_use]
    pub fn with_renews_to(mut self, renews_to: impl Into<Box<RenewsTo>>) -> Self {
        self.renews_to = Some(renews_to.into());
        self
    }

    /// Sets [`term_duration`](Self::term_duration).
    #[must_use]
    pub fn with_term_duration(mut self, term_duration: impl Into<String>) -> Self {
        self.term_duration = Some(term_duration.into());
        self
    }

    /// Sets [`purchase_system`](Self::purchase_system).
    #[must_use]
    pub fn with_purchase_system(mut self, purchase_system: impl Into<String>) -> Self {
        self.purchase_system = Some(purchase_system.into());
        self
    }

    /// Sets [`coterminous_subscription_id`](Self::coterminous_subscription_id).
    #[must_use]
    pub fn with_coterminous_subscription_id(
        mut self,
        coterminous_subscription_id: impl Into<String>,
    ) -> Self {
        self.coterminous_subscription_id = Some(coterminous_subscription_id.into());
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

impl Pricing {
    /// Sets [`discounted_price`](Self::discounted_price).
    #[must_use]
    pub fn with_discounted_price(mut self, discounted_price: impl Into<Decimal>) -> Self {
        self.discounted_price = Some(discounted_price.into());
        self
    }

    /// Sets [`extended_price`](Self::extended_price).
    #[must_use]
    pub fn with_extended_price(mut self, extended_price: impl Into<Decimal>) -> Self {
        self.extended_price = Some(extended_price.into());
        self
    }

    /// Sets [`list_price`](Self::list_price).
    #[must_use]
    pub fn with_list_price(mut self, list_price: impl Into<Decimal>) -> Self {
        self.list_price = Some(list_price.into());
        self
    }

    /// Sets [`price`](Self::price).
    #[must_use]
    pub fn with_price(mut self, price: impl Into<Decimal>) -> Self {
        self.price = Some(price.into());
        self
    }

    /// Sets [`prorated_price`](Self::prorated_price).
    #[must_use]
    pub fn with_prorated_price(mut self, prorated_price: impl Into<Decimal>) -> Self {
        self.prorated_price = Some(prorated_price.into());
        self
    }
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

    /// Sets [`currency`](Self::currency).
    #[must_use]
    pub fn with_currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// Sets [`grain`](Self::grain).
    #[must_use]
    pub fn with_grain(mut self, grain: impl Into<String>) -> Self {
        self.grain = Some(grain.into());
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

impl RenewsTo {
    /// Sets [`term_duration`](Self::term_duration).
    #[must_use]
    pub fn with_term_duration(mut self, term_duration: impl Into<String>) -> Self {
        self.term_duration = Some(term_duration.into());
        self
    }
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

impl CartError {
    /// Sets [`error_code`](Self::error_code).
    #[must_use]
    pub fn with_error_code(mut self, error_code: impl Into<CartErrorCode>) -> Self {
        self.error_code = Some(error_code.into());
        self
    }

    /// Sets [`error_description`](Self::error_description).
    #[must_use]
    pub fn with_error_description(mut self, error_description: impl Into<String>) -> Self {
        self.error_description = Some(error_description.into());
        self
    }
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

impl ParticipantTypeStringKeyValuePair {
    /// Sets [`key`](Self::key).
    #[must_use]
    pub fn with_key(mut self, key: impl Into<ParticipantType>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets [`value`](Self::value).
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
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

impl ResourceAttributes {
    /// Sets [`etag`](Self::etag).
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }

    /// Sets [`object_type`](Self::object_type).
    #[must_use]
    pub fn with_object_type(mut self, object_type: impl Into<String>) -> Self {
        self.object_type = Some(object_type.into());
        self
    }
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

impl ResourceLinks {
    /// Sets [`next`](Self::next).
    #[must_use]
    pub fn with_next(mut self, next: impl Into<Box<Link>>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Sets [`previous`](Self::previous).
    #[must_use]
    pub fn with_previous(mut self, previous: impl Into<Box<Link>>) -> Self {
        self.previous = Some(previous.into());
        self
    }

    /// Sets [`self_`](Self::self_).
    #[must_use]
    pub fn with_self(mut self, self_: impl Into<Box<Link>>) -> Self {
        self.self_ = Some(self_.into());
        self
    }
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

impl Link {
    /// Sets [`body`](Self::body).
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets [`headers`](Self::headers).
    #[must_use]
    pub fn with_headers(mut self, headers: impl Into<Vec<StringStringKeyValuePair>>) -> Self {
        self.headers = Some(headers.into());
        self
    }

    /// Sets [`method`](Self::method).
    #[must_use]
    pub fn with_method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Sets [`uri`](Self::uri).
    #[must_use]
    pub fn with_uri(mut self, uri: impl Into<String>) -> Self {
        self.uri = Some(uri.into());
        self
    }
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

impl StringStringKeyValuePair {
    /// Sets [`key`](Self::key).
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets [`value`](Self::value).
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
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
