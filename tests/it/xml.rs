//! XML as .NET's `DataContractSerializer` writes it, and as others may.

use client_runtime::wire::{DecodeErrorKind, JsonObject, json, xml};
use generated_client::Client;
use generated_client::client_runtime::{Body, Bytes, MediaType, http};
use generated_client::types::carts::{Cart, CartErrorCode, CartLineItem};
use generated_client::types::orders::Order;
use serde_json::json;

use crate::support::{Answer, Server};

const CART: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Cart xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Microsoft.Partner.Services.Carts.V1.Models">
  <Attributes xmlns:d2p1="http://schemas.datacontract.org/2004/07/Microsoft.Partner.Core.Collections">
    <d2p1:Etag i:nil="true" />
    <d2p1:ObjectType>Cart</d2p1:ObjectType>
  </Attributes>
  <CreationTimestamp>2018-03-15T17:15:02.3840528Z</CreationTimestamp>
  <!-- a line -->
  <Id>b4c8fdea-cbe4-4d17-9576-13fcacbf9605</Id>
  <LineItems>
    <CartLineItem>
      <AttestationAccepted>true</AttestationAccepted>
      <BillingCycle>one_time</BillingCycle>
      <CatalogItemId><![CDATA[A & B:<0001>]]></CatalogItemId>
      <Error>
        <AdditionalInformation xmlns:d5p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays">
          <d5p1:KeyValueOfstringanyType>
            <d5p1:Key>availableQuantity</d5p1:Key>
            <d5p1:Value xmlns:d7p1="http://www.w3.org/2001/XMLSchema" i:type="d7p1:int">4</d5p1:Value>
          </d5p1:KeyValueOfstringanyType>
        </AdditionalInformation>
        <ErrorCode>QuotaNotAvailable</ErrorCode>
      </Error>
      <Id>0</Id>
      <Participants xmlns:d4p1="http://schemas.datacontract.org/2004/07/System.Collections.Generic">
        <d4p1:KeyValuePairOfParticipantTypestringAbC12>
          <d4p1:key>transaction_reseller</d4p1:key>
          <d4p1:value>5357564</d4p1:value>
        </d4p1:KeyValuePairOfParticipantTypestringAbC12>
      </Participants>
      <ProvisioningContext xmlns:d4p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays">
        <d4p1:KeyValueOfstringstring>
          <d4p1:Key>subscription Id</d4p1:Key>
          <d4p1:Value>3&#x20AC;</d4p1:Value>
        </d4p1:KeyValueOfstringstring>
      </ProvisioningContext>
      <PurchaseCommitment>
        <Amount>12.50</Amount>
      </PurchaseCommitment>
      <Quantity>10</Quantity>
      <Tax kind="vat"><Rate>0.19</Rate></Tax>
    </CartLineItem>
  </LineItems>
  <Region>EMEA</Region>
  <Status i:nil="true" />
</Cart>"#;

#[test]
fn a_cart_of_a_data_contract_is_read() {
    let cart: Cart = xml::from_str(CART).unwrap();
    let text = json::to_string(&cart).unwrap();
    let expected = json!({
        "attributes": {"objectType": "Cart"},
        "creationTimestamp": "2018-03-15T17:15:02.3840528Z",
        "id": "b4c8fdea-cbe4-4d17-9576-13fcacbf9605",
        "lineItems": [{
            "attestationAccepted": true,
            "billingCycle": "one_time",
            "catalogItemId": "A & B:<0001>",
            "error": {
                "additionalInformation": {"availableQuantity": 4},
                "errorCode": 10002,
            },
            "id": 0,
            "participants": [{"key": "transaction_reseller", "value": "5357564"}],
            "provisioningContext": {"subscription Id": "3€"},
            "purchaseCommitment": {"amount": 12.50},
            "quantity": 10,
            "Tax": {"$xml": "<Tax xmlns=\"http://schemas.datacontract.org/2004/07/Microsoft.Partner.Services.Carts.V1.Models\" kind=\"vat\"><Rate>0.19</Rate></Tax>"},
        }],
        "Region": "EMEA",
    });
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&text).unwrap(),
        expected
    );
    assert!(text.contains("12.50"), "{text}");
}

#[test]
fn what_is_written_is_a_data_contract() {
    let cart: Cart = xml::from_str(CART).unwrap();
    let expected = concat!(
        r#"<Cart xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Microsoft.Partner.Services.Carts.V1.Models">"#,
        r#"<Attributes><ObjectType xmlns="http://schemas.datacontract.org/2004/07/Microsoft.Partner.Core.Collections">Cart</ObjectType></Attributes>"#,
        "<CreationTimestamp>2018-03-15T17:15:02.3840528Z</CreationTimestamp>",
        "<Id>b4c8fdea-cbe4-4d17-9576-13fcacbf9605</Id>",
        "<LineItems><CartLineItem>",
        "<AttestationAccepted>true</AttestationAccepted>",
        "<BillingCycle>one_time</BillingCycle>",
        "<CatalogItemId>A &amp; B:&lt;0001&gt;</CatalogItemId>",
        r#"<Error><AdditionalInformation><KeyValueOfstringanyType xmlns="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><Key>availableQuantity</Key><Value i:type="b:int" xmlns:b="http://www.w3.org/2001/XMLSchema">4</Value></KeyValueOfstringanyType></AdditionalInformation>"#,
        "<ErrorCode>QuotaNotAvailable</ErrorCode></Error>",
        "<Id>0</Id>",
        r#"<Participants><KeyValuePairOfParticipantTypestring xmlns="http://schemas.datacontract.org/2004/07/System.Collections.Generic"><key>transaction_reseller</key><value>5357564</value></KeyValuePairOfParticipantTypestring></Participants>"#,
        r#"<ProvisioningContext><KeyValueOfstringstring xmlns="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><Key>subscription Id</Key><Value>3€</Value></KeyValueOfstringstring></ProvisioningContext>"#,
        "<PurchaseCommitment><Amount>12.50</Amount></PurchaseCommitment>",
        "<Quantity>10</Quantity>",
        r#"<Tax xmlns="http://schemas.datacontract.org/2004/07/Microsoft.Partner.Services.Carts.V1.Models" kind="vat"><Rate>0.19</Rate></Tax>"#,
        "</CartLineItem></LineItems>",
        "<Region>EMEA</Region>",
        "</Cart>",
    );
    // No nil is left, but the type of a value needs the namespace of `i`.
    assert_eq!(xml::to_string(&cart).unwrap(), expected);
    assert_eq!(xml::from_str::<Cart>(expected).unwrap(), cart);
}

#[test]
fn reading_is_tolerant() {
    let line = CartLineItem::default().with_quantity(2);
    let cart = Cart::default()
        .with_id("1")
        .with_line_items([line.clone(), line]);
    for text in [
        "<cart><id>1</id><lineitems><x><quantity>2</quantity></x><x><Quantity> 2 </Quantity></x></lineitems></cart>",
        "<a:CART xmlns:a='urn:other'><a:ID>1</a:ID><a:LINEITEMS><QUANTITY>2</QUANTITY></a:LINEITEMS><a:LINEITEMS><QUANTITY>+2.0</QUANTITY></a:LINEITEMS></a:CART>",
        "<Cart id='1'><LineItems><CartLineItem quantity='2'/><CartLineItem><Quantity>2</Quantity></CartLineItem></LineItems></Cart>",
        "\u{feff}<?xml version='1.0'?><?go?><Cart><!-- --><Id>&#49;</Id><LineItems><CartLineItem><Quantity>2</Quantity></CartLineItem></LineItems><LineItems><Quantity>2</Quantity></LineItems></Cart>\n",
    ] {
        assert_eq!(xml::from_str::<Cart>(text).as_ref(), Ok(&cart), "{text}");
    }
    let empty: Cart = xml::from_str("<Cart><LineItems/></Cart>").unwrap();
    assert_eq!(empty.line_items, Some(Vec::new()));
    let nil: Cart = xml::from_str(
        "<Cart xmlns:x='http://www.w3.org/2001/XMLSchema-instance'><LineItems x:nil='1'/></Cart>",
    )
    .unwrap();
    assert_eq!(nil.line_items, None);
}

#[test]
fn enumerations_grow_in_xml_too() {
    let read = |text: &str| {
        let text = format!(
            "<Cart><LineItems><CartLineItem><Error><ErrorCode>{text}</ErrorCode></Error></CartLineItem></LineItems></Cart>"
        );
        let cart: Cart = xml::from_str(&text).unwrap();
        let error = cart.line_items()[0].error.clone().unwrap();
        assert!(xml::to_string(&cart).unwrap().contains(&text[6..10]));
        (error, xml::to_string(&cart).unwrap())
    };
    let (error, text) = read("10002");
    assert_eq!(error.error_code, Some(CartErrorCode::QUOTA_NOT_AVAILABLE));
    assert!(
        text.contains("<ErrorCode>QuotaNotAvailable</ErrorCode>"),
        "{text}"
    );
    let (error, text) = read("400042");
    assert_eq!(error.error_code, Some(CartErrorCode::new(400_042)));
    assert!(text.contains("<ErrorCode>400042</ErrorCode>"), "{text}");
    let (error, text) = read("MadeUpLater");
    assert_eq!(error.error_code, None);
    assert_eq!(
        error.unknown_properties.get_json("$ErrorCode"),
        Some("\"MadeUpLater\"")
    );
    assert!(
        text.contains("<ErrorCode>MadeUpLater</ErrorCode>"),
        "{text}"
    );
}

#[test]
fn unknown_properties_that_came_in_json_are_elements_and_come_back() {
    let text = r#"{"id":"1","zone":5,"bit":"x","list":[1,{"a":null}],"odd name":{"b":1.10}}"#;
    let cart: Cart = json::from_str(text).unwrap();
    let xml = xml::to_string(&cart).unwrap();
    for element in ["<Bit>x</Bit>", "<Zone>5</Zone>", "<List><item>1</item>"] {
        assert!(xml.contains(element), "{xml}");
    }
    let again: Cart = xml::from_str(&xml).unwrap();
    assert_eq!(again, cart);
    assert_eq!(json::to_string(&again).unwrap(), text);
}

#[test]
fn pieces_of_xml_keep_the_namespaces_they_stand_in() {
    let text = r#"<Order xmlns:p="urn:p" xmlns="urn:o"><p:Sub p:a="1"><In>t</In><!-- c --></p:Sub><Id>7</Id></Order>"#;
    let order: Order = xml::from_str(text).unwrap();
    let piece = order
        .unknown_properties
        .get::<JsonObject>("Sub")
        .unwrap()
        .unwrap();
    assert_eq!(
        piece.get::<String>("$xml").unwrap().as_deref(),
        Some(r#"<p:Sub xmlns="urn:o" xmlns:p="urn:p" p:a="1"><In>t</In><!-- c --></p:Sub>"#)
    );
    let written = xml::to_string(&order).unwrap();
    assert_eq!(xml::from_str::<Order>(&written).unwrap(), order);
}

#[test]
fn errors_name_the_place() {
    let lines = |text: &str| {
        format!(
            "<Cart>\n<LineItems><CartLineItem/><CartLineItem>\n {text}</CartLineItem></LineItems></Cart>"
        )
    };
    for (text, kind, path, line) in [
        (
            "<Quantity>ten</Quantity>",
            DecodeErrorKind::WrongType,
            "$.lineItems[1].quantity",
            3,
        ),
        (
            "<Quantity>1.5</Quantity>",
            DecodeErrorKind::OutOfRange,
            "$.lineItems[1].quantity",
            3,
        ),
        (
            "<Quantity><Ten/></Quantity>",
            DecodeErrorKind::WrongType,
            "$.lineItems[1].quantity",
            3,
        ),
        (
            "<Error>text</Error>",
            DecodeErrorKind::WrongType,
            "$.lineItems[1].error",
            3,
        ),
        (
            "<Error>text<A/></Error>",
            DecodeErrorKind::WrongType,
            "$.lineItems[1].error",
            3,
        ),
    ] {
        let error = xml::from_str::<Cart>(&lines(text)).unwrap_err();
        assert_eq!(
            (error.kind(), error.path().as_str(), error.line()),
            (kind, path, line),
            "{error}"
        );
    }
}

#[test]
fn every_cut_of_a_body_is_refused() {
    for end in (0..CART.len() - 1).filter(|end| CART.is_char_boundary(*end)) {
        assert!(xml::from_str::<Cart>(&CART[..end]).is_err(), "{end}");
    }
}

#[tokio::test]
async fn bodies_go_out_and_come_back_in_each_media_type() {
    let cart: Cart = xml::from_str(CART).unwrap();
    let answer =
        Answer::json(201, CART).with_header("content-type", "application/xml; charset=utf-8");
    let server = Server::start(answer).await;
    for media_type in [MediaType::Xml, MediaType::TextXml] {
        let client = server.client();
        let call = client.update_cart("c", "1", &cart);
        let response = call
            .content_type(media_type)
            .accept(media_type)
            .send()
            .await
            .unwrap();
        assert_eq!(response.into_value().into_cart().unwrap(), cart);
    }
    for (request, media_type) in server
        .received()
        .iter()
        .zip(["application/xml", "text/xml"])
    {
        assert_eq!(request.header("content-type"), media_type);
        assert_eq!(request.header("accept"), media_type);
        assert_eq!(xml::from_slice::<Cart>(&request.body).unwrap(), cart);
    }
}

#[tokio::test]
async fn an_untyped_success_in_xml_gives_the_cart() {
    for content_type in ["text/xml", "application/vnd.example+xml"] {
        let answer = Answer::json(200, CART).with_header("content-type", content_type);
        let server = Server::start(answer).await;
        let response = server
            .client()
            .update_cart("c", "1", &Cart::default())
            .send()
            .await
            .unwrap();
        let cart = response.into_value().into_cart().unwrap();
        assert_eq!(cart, xml::from_str::<Cart>(CART).unwrap(), "{content_type}");
    }
}

#[tokio::test]
async fn xml_is_known_without_a_content_type() {
    let client = Client::builder()
        .credential("token")
        .transport(|_: http::Request<Bytes>| Ok(http::Response::new(Body::from(CART))))
        .build()
        .unwrap();
    let cart = Cart::default();
    let call = client.update_cart("c", "1", &cart);
    let response = call.send().await.unwrap();
    let cart = response.into_value().into_cart().unwrap();
    assert_eq!(cart, xml::from_str::<Cart>(CART).unwrap());
}

#[tokio::test]
async fn faults_are_read_from_xml() {
    let body = "<Error xmlns:i='x'><Code>800064</Code><Description>Busy</Description><Data xmlns:a='y'><a:string>one</a:string></Data><Source>PurchasePartnerMSFT</Source></Error>";
    let answer = Answer::json(409, body).with_header("content-type", "application/xml");
    let server = Server::start(answer).await;
    let error = server
        .client()
        .update_cart("c", "1", &Cart::default())
        .send()
        .await
        .unwrap_err();
    let fault = error.fault().unwrap();
    assert_eq!(
        fault.code().unwrap(),
        &generated_client::error_codes::CART_IN_PROCESS
    );
    assert_eq!(fault.description(), Some("Busy"));
    assert_eq!(fault.data(), ["one"]);
    assert_eq!(fault.source(), Some("PurchasePartnerMSFT"));
}

#[test]
fn an_unknown_element_in_small_letters_is_kept_once() {
    let text = "<Cart><LineItems><CartLineItem><a\tA=''/></CartLineItem></LineItems></Cart>";
    let cart: Cart = xml::from_str(text).unwrap();
    let again: Cart = xml::from_str(&xml::to_string(&cart).unwrap()).unwrap();
    assert_eq!(again, cart);
}
