//! The page at `/`: carts, orders and calls as a person wants to look at them.
//!
//! Whole as it comes from the server; a few lines of script exchange its content as things happen.

use std::fmt::Write as _;

use http::Method;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

use super::answer::{self, Response};
use crate::body::value::{Object, Value};
use crate::core::Core;
use crate::ledger::Call;
use crate::state::Key;

const FRAME: &str = include_str!("page.html");

/// How many rows each table shows, the latest first.
const ROWS: usize = 50;

/// Answers a request for the page.
pub(super) fn page(core: &Core, method: &Method) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return answer::plain(405, "text/plain", "GET it");
    }
    let html = FRAME.replace("{{content}}", &content(core));
    let mut response = answer::plain(200, "text/html; charset=utf-8", html);
    answer::set(&mut response, CACHE_CONTROL, "no-store");
    // What clients sent stands on the page: should it ever get past the escaping, it does nothing.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{{hash}}'; \
                  connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let policy = policy.replace("{{hash}}", &script_hash());
    answer::set(&mut response, CONTENT_SECURITY_POLICY, &policy);
    response
}

fn content(core: &Core) -> String {
    let mut html = String::new();
    let (carts, orders, applied) = {
        let state = core.state();
        let mut carts: Vec<(Key, Object)> = state
            .carts()
            .map(|(key, cart)| (key.clone(), cart.clone()))
            .collect();
        carts.sort_by(|(_, left), (_, right)| {
            let time = |cart: &Object| cart.text("lastModifiedTimestamp").map(str::to_owned);
            time(right).cmp(&time(left))
        });
        let count = carts.len();
        carts.truncate(ROWS);
        let mut orders: Vec<(Key, u64, Object)> = state
            .all_orders()
            .map(|(key, order)| (key.clone(), order.sequence, order.body.clone()))
            .collect();
        orders.sort_by_key(|(_, sequence, _)| std::cmp::Reverse(*sequence));
        let order_count = orders.len();
        orders.truncate(ROWS);
        ((count, carts), (order_count, orders), state.sequence())
    };
    let (count, calls) = {
        let calls = core.calls();
        let latest: Vec<Call> = calls.calls().rev().take(ROWS).cloned().collect();
        (calls.count(), latest)
    };

    let figures = [
        ("carts", carts.0.to_string()),
        ("orders", orders.0.to_string()),
        ("changes applied", applied.to_string()),
        ("calls", count.to_string()),
    ];
    html.push_str("<dl class=\"figures\">");
    for (name, figure) in figures {
        let _ = write!(html, "<div><dt>{name}</dt><dd>{figure}</dd></div>");
    }
    html.push_str("</dl>");
    let rows = carts
        .1
        .iter()
        .map(|((customer, _), cart)| cart_row(customer, cart));
    table(
        &mut html,
        "carts",
        "Carts",
        &["Cart", "Customer", "Status", "Lines", "Changed", "Expires"],
        rows.collect(),
        "No cart yet. POST one to /v1/customers/{customer_id}/carts.",
    );
    let rows = orders
        .1
        .iter()
        .map(|((customer, _), _, order)| order_row(customer, order));
    table(
        &mut html,
        "orders",
        "Orders",
        &[
            "Order", "Customer", "Status", "Billing", "Lines", "Total", "Placed",
        ],
        rows.collect(),
        "No order yet. Check a cart out.",
    );
    table(
        &mut html,
        "calls",
        "Calls",
        &[
            "At",
            "Call",
            "Status",
            "Attempt",
            "Latency",
            "Request id",
            "What came of it",
        ],
        calls.iter().map(call_row).collect(),
        "No call yet.",
    );
    html
}

fn table(
    html: &mut String,
    id: &str,
    title: &str,
    columns: &[&str],
    rows: Vec<String>,
    empty: &str,
) {
    let _ = write!(
        html,
        "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>"
    );
    if rows.is_empty() {
        let _ = write!(html, "<p class=\"empty\">{empty}</p></section>");
        return;
    }
    // Wide tables scroll by keyboard too.
    let _ = write!(
        html,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}\"><table><thead><tr>"
    );
    for column in columns {
        let _ = write!(html, "<th scope=\"col\">{column}</th>");
    }
    let _ = write!(
        html,
        "</tr></thead><tbody>{}</tbody></table></div></section>",
        rows.concat()
    );
}

fn cart_row(customer: &str, cart: &Object) -> String {
    let text = |name: &str| cart.text(name).unwrap_or_default();
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        code(text("id")),
        code(customer),
        badge(text("status")),
        lines(cart, "id", "catalogItemId"),
        time(text("lastModifiedTimestamp")),
        time(text("expirationTimestamp")),
    )
}

fn order_row(customer: &str, order: &Object) -> String {
    let text = |name: &str| order.text(name).unwrap_or_default();
    let total = match order.get("totalPrice") {
        Some(Value::Number(digits)) => format!("{} {digits}", text("currencyCode")),
        _ => String::new(),
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td class=\"number\">{}</td><td>{}</td></tr>",
        code(text("id")),
        code(customer),
        badge(text("status")),
        escape(text("billingCycle")),
        lines(order, "lineItemNumber", "offerId"),
        escape(&total),
        time(text("creationDate")),
    )
}

fn call_row(call: &Call) -> String {
    let status = match call.status {
        Some(status) if status < 300 => format!("<span class=\"good\">{status}</span>"),
        Some(status) => format!("<span class=\"bad\">{status}</span>"),
        None => "<span class=\"bad\">none</span>".to_owned(),
    };
    let mut became: Vec<String> = Vec::new();
    if call.applied {
        became.push("applied".to_owned());
    }
    if call.replayed {
        became.push("answered again".to_owned());
    }
    if let Some(fault) = &call.fault {
        became.push(format!("fault: {fault}"));
    }
    if let Some(first) = call.violations.first() {
        became.push(format!("outside of the document: {first}"));
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let milliseconds = call.latency as f64 / 1000.0;
    format!(
        "<tr><td>{}</td><th scope=\"row\">{} <span class=\"path\">{}</span></th><td>{status}</td>\
         <td class=\"number\">{}</td><td class=\"number\">{milliseconds:.1}&nbsp;ms</td><td>{}</td><td>{}</td></tr>",
        time(&call.at),
        escape(&call.method),
        escape(if call.operation.is_empty() {
            &call.path
        } else {
            &call.operation
        }),
        call.attempt,
        code(&call.request_id),
        escape(&shortened(&became.join("; "), 160)),
    )
}

/// Lines in a few words, each with its error if it has one.
fn lines(of: &Object, number: &str, item: &str) -> String {
    let all = of.list("lineItems");
    let shown = all.iter().take(5).filter_map(Value::as_object).map(|line| {
        let mut said = format!(
            "<li>{}: {} × {}",
            line.integer(number).unwrap_or(0),
            line.integer("quantity").unwrap_or(0),
            escape(&shortened(line.text(item).unwrap_or("an item"), 48)),
        );
        if let Some(error) = line.get("error").and_then(Value::as_object) {
            let description = error.text("errorDescription").unwrap_or("an error");
            let _ = write!(
                said,
                " <span class=\"bad\">{}</span>",
                escape(&shortened(description, 80))
            );
        }
        said + "</li>"
    });
    let mut html: String = shown.collect();
    if all.len() > 5 {
        let _ = write!(html, "<li>and {} more</li>", all.len() - 5);
    }
    format!("<ul>{html}</ul>")
}

fn badge(status: &str) -> String {
    let class = match status {
        "Active" | "completed" => "good",
        "cancelled" | "error" => "bad",
        _ => "plain",
    };
    format!("<span class=\"{class}\">{}</span>", escape(status))
}

fn code(id: &str) -> String {
    format!("<code>{}</code>", escape(&shortened(id, 64)))
}

/// A time to the second; the whole of it for machines.
fn time(text: &str) -> String {
    let to_second = text.get(..19).unwrap_or(text).replace('T', " ");
    format!(
        "<time datetime=\"{}\">{}</time>",
        escape(text),
        escape(&to_second)
    )
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The hash by which the page's policy knows its one script.
fn script_hash() -> String {
    use sha2::{Digest, Sha256};
    let script = FRAME
        .split_once("<script>")
        .and_then(|(_, rest)| rest.split_once("</script>"));
    let script = script.map_or("", |(script, _)| script);
    crate::service::base64(&Sha256::digest(script.as_bytes()))
}
