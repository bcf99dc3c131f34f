//! What is sold. Any id of a documented form is: prices are made from the id, so that the same
//! item always costs the same.

use crate::body::value::{Object, Value};

/// The terms that are sold.
pub(super) const TERMS: [&str; 3] = ["P1M", "P1Y", "P3Y"];

/// An item of the catalog, by the id that a cart's line names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    id: String,
    product: String,
    availability: String,
    pub(super) family: Family,
}

/// What the rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// An offer by its GUID, or an Azure offer: its orders can change their billing cycle.
    Legacy,
    /// Licences of the new commerce experience: cannot be cancelled through the order.
    NewCommerce,
    /// Software as a service: neither.
    SoftwareAsAService,
    /// Perpetual software, reservations, and whatever else.
    Other,
}

impl Item {
    /// Reads `ProductId:SkuId:AvailabilityId`, the GUID of a legacy offer, or such as `MS-AZR-0145P`.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let item = |product: &str, availability: &str, family| Self {
            id: id.to_owned(),
            product: product.to_owned(),
            availability: availability.to_owned(),
            family,
        };
        if uuid::Uuid::try_parse(id).is_ok() || id.starts_with("MS-AZR-") {
            return Some(item(id, "", Family::Legacy));
        }
        let parts: Vec<&str> = id.split(':').collect();
        let [product, sku, availability] = parts.as_slice() else {
            return None;
        };
        let is_code = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if !is_code(product, 12) || !is_code(sku, 4) || !is_code(availability, 12) {
            return None;
        }
        let family = match &product[..4] {
            "CFQ7" => Family::NewCommerce,
            "SAAS" => Family::SoftwareAsAService,
            _ => Family::Other,
        };
        Some(item(product, availability, family))
    }

    pub(super) fn is_unknown_product(&self) -> bool {
        self.product == "000000000000"
    }

    pub(super) fn is_unknown_availability(&self) -> bool {
        self.availability == "000000000000"
    }

    /// What one costs, in hundredths.
    fn cents(&self) -> i64 {
        let seed = self.id.bytes().fold(7_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        i64::from(seed % 9_000) + 100
    }
}

/// The five figures of a line.
pub(super) fn pricing(item: &Item, quantity: i64) -> Object {
    let one = item.cents();
    let money = |cents: i64| Value::Number(format!("{}.{:02}", cents / 100, cents % 100));
    Object::default()
        .with("listPrice", money(one))
        .with("discountedPrice", money(one))
        .with("proratedPrice", money(one))
        .with("price", money(one))
        .with("extendedPrice", money(one.saturating_mul(quantity.max(0))))
}

/// What lines cost together.
pub(super) fn total<'a>(lines: impl Iterator<Item = (&'a str, i64)>) -> Value {
    let cents: i64 = lines
        .filter_map(|(id, quantity)| Some(Item::parse(id)?.cents().saturating_mul(quantity)))
        .fold(0, i64::saturating_add);
    Value::Number(format!("{}.{:02}", cents / 100, cents % 100))
}

/// The symbol of a currency that is sold in.
pub(super) fn currency_symbol(code: &str) -> Option<&'static str> {
    let known = [
        ("USD", "$"),
        ("EUR", "€"),
        ("GBP", "£"),
        ("JPY", "¥"),
        ("CHF", "CHF"),
        ("CAD", "CA$"),
        ("AUD", "A$"),
        ("INR", "₹"),
    ];
    let found = known.into_iter().find(|(known, _)| *known == code);
    found.map(|(_, symbol)| symbol)
}
