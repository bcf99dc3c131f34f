//! The page, in a real browser: chromium, driven over WebDriver's HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Caller, LEGACY, line, path_of};

#[tokio::test]
async fn the_page_shows_carts_orders_and_calls_and_updates_by_itself() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    browser.open(&sandbox.url()).await;
    assert_eq!(
        browser.run("return document.title").await,
        "Partner Center sandbox"
    );
    assert_eq!(
        browser
            .run("return document.querySelectorAll('.empty').length")
            .await,
        3
    );

    // Nobody touches the page from here on: it is to show what happens.
    let order = caller.order(json!([line(LEGACY, 3)])).await;
    let hostile = "<img src=x onerror=\"document.title='broken'\">";
    let cart = caller.cart(json!([line(hostile, 41)])).await;
    let id = "99999999-2222-4333-8444-555555555555";
    let missing = caller
        .request("GET", "carts/none")
        .header("ms-requestid", id);
    caller.send(missing).await;
    let id_of = |resource: &Value| resource["id"].as_str().unwrap().to_owned();
    for text in [
        id_of(&order).as_str(),
        &id_of(&cart),
        hostile,
        "0: 41 ×",
        id,
        "404",
        "Ordered",
        "applied",
    ] {
        browser.wait_for(text).await;
    }
    assert_eq!(browser.run("return document.images.length").await, 0);
    assert_eq!(
        browser.run("return document.title").await,
        "Partner Center sandbox"
    );

    // Paused, it stays as it is; then it goes on.
    browser
        .run("document.getElementById('pause').click()")
        .await;
    browser.wait_for("Paused.").await;
    let late = caller.cart(json!([line(LEGACY, 1)])).await;
    let shown = "return document.body.innerText";
    let still = browser.run(shown).await;
    assert!(!still.as_str().unwrap().contains(&id_of(&late)));
    browser
        .run("document.getElementById('pause').click()")
        .await;
    browser.wait_for(&id_of(&late)).await;
    assert_eq!(caller.get(&path_of("carts", &late)).await.status, 200);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_page_can_be_read_by_everyone_in_light_and_dark() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    caller.order(json!([line(LEGACY, 3)])).await;
    caller.cart(json!([line("A:B:C", 1)])).await;
    caller.get("carts/none").await;
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await;
        browser.open(&sandbox.url()).await;
        browser.wait_for("Calls").await;
        let found = browser.run(AUDIT).await;
        assert_eq!(found["faults"], json!([]), "{scheme}");
        assert!(found["texts"].as_i64().unwrap() > 40, "{scheme}: {found}");
        papers.push(found["paper"].clone());
    }
    assert_ne!(papers[0], papers[1], "dark is another paper");
}

#[tokio::test]
async fn without_a_browser_the_page_is_whole_and_safe() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller.cart(json!([line("<b>\"'&", 1)])).await;
    let page = caller.get("/").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    assert!(page.text.contains(cart["id"].as_str().unwrap()));
    assert!(page.text.contains("&lt;b&gt;&quot;&#39;&amp;"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(page.text.contains("<noscript><meta http-equiv=\"refresh\""));
    assert!(!page.text.contains(&caller.token));
}

/// What a person with other eyes than ours would stumble over: contrast under 4.5, tables without
/// headers, controls without names, a page without a language.
const AUDIT: &str = r#"
const faults = [];
const numbers = (color) => (color.match(/[\d.]+/g) || []).map(Number);
const light = (color) => {
  const [r, g, b] = numbers(color).map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const paper = (node) => {
  for (let one = node; one; one = one.parentElement) {
    const color = getComputedStyle(one).backgroundColor;
    const parts = numbers(color);
    if (parts.length === 3 || parts[3] === 1) return color;
  }
  return "rgb(255, 255, 255)";
};
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(parent.tagName)) continue;
  texts += 1;
  const [one, other] = [light(getComputedStyle(parent).color), light(paper(parent))].sort((a, b) => b - a);
  const contrast = (one + 0.05) / (other + 0.05);
  if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${walker.currentNode.data.trim()}`);
}
if (!document.documentElement.lang) faults.push("no language");
if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
for (const table of document.querySelectorAll("table")) {
  if (!table.querySelector("thead th[scope=col]")) faults.push("a table without column headers");
  for (const row of table.querySelectorAll("tbody tr"))
    if (!row.querySelector("th[scope=row]")) faults.push("a row without a header");
}
for (const region of document.querySelectorAll("[aria-labelledby]"))
  if (!document.getElementById(region.getAttribute("aria-labelledby"))) faults.push("a label that is not there");
for (const button of document.querySelectorAll("button"))
  if (!button.textContent.trim()) faults.push("a button without a name");
const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
if (new Set(ids).size !== ids.length) faults.push("an id twice");
return { faults, texts, paper: paper(document.body) };
"#;

/// A session of a headless browser.
struct Browser {
    driver: Child,
    session: String,
    http: reqwest::Client,
}

impl Browser {
    /// `None`, said aloud, where none is installed.
    async fn start() -> Option<Self> {
        let spawned = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = match spawned {
            Ok(driver) => driver,
            Err(error) => {
                // Past the test's capture: a skipped test is not to look like a passed one.
                let said = format!(
                    "SKIPPED: a test of the sandbox's page, for want of a browser: chromedriver \
                     cannot be started ({error}); install Debian's chromium and chromium-driver\n"
                );
                std::io::stderr().write_all(said.as_bytes()).unwrap();
                return None;
            }
        };
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let rest = line
                .split_once("started successfully on port ")?
                .1
                .to_owned();
            Some(rest.trim_end_matches('.').to_owned())
        });
        let port = port.unwrap();
        // It goes on writing; nobody to read it would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        // Inside containers: no sandbox of its own for root, no shared memory to speak of.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1280,1600",
        ];
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            http,
        };
        let session = browser.post("", capabilities).await;
        browser.session = format!(
            "{}/{}",
            browser.session,
            session["sessionId"].as_str().unwrap()
        );
        Some(browser)
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.session);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{body}");
        body["value"].clone()
    }

    async fn open(&self, url: &str) {
        self.post("/url", json!({ "url": url })).await;
    }

    async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []}))
            .await
    }

    async fn prefer(&self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let body = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}});
        self.post("/goog/cdp/execute", body).await;
    }

    /// Waits until the page shows a text.
    async fn wait_for(&self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let shown = self.run("return document.body.innerText").await;
            if shown.as_str().unwrap().contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "`{text}` never came: {shown}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the browser has against the page: refused by its policy, failed, not found.
    async fn complaints(&self) -> Vec<String> {
        let entries = self.post("/se/log", json!({"type": "browser"})).await;
        let entries = entries.as_array().unwrap().iter();
        let severe = entries.filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG");
        severe.map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session ends the browser, which ending the driver alone may leave behind.
        if let Some((host, path)) = self
            .session
            .strip_prefix("http://")
            .and_then(|url| url.split_once('/'))
            && let Ok(mut stream) = std::net::TcpStream::connect(host)
        {
            let _ = write!(
                stream,
                "DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            // One read: the driver answers once the browser is gone, and keeps the connection.
            let _ = stream.read(&mut [0; 512]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
