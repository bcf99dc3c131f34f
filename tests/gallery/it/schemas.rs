//! Schemas of every kind: what is sent, what is read, and that nothing is lost between.

use client_runtime::Credentials;
use client_runtime::wire::{Map, Nullable, json};
use gallery::schemas::Client;
use gallery::schemas::operations::{GetCornersError, GetCornersResponse, PutUnionsError};
use gallery::schemas::types::models::{
    AnimalSize, Bike, Car, Change, Circle, Dog, DogBark, Limits, Maps, MapsInline, PetOwner, Shade,
    Shape, Square, Tree, Unions, UnionsEvent, Vehicle,
};
use gallery::schemas::types::operations::GetCornersMerged;

use crate::server::{Answer, Server};

fn client(server: &Server) -> Client {
    Client::builder()
        .credential(Credentials::anonymous())
        .base_url(&server.url)
        .build()
        .unwrap()
}

/// Decodes and encodes again.
fn round_trip<T: client_runtime::wire::Wire>(text: &str) -> (T, String) {
    let value: T = json::from_str(text).unwrap();
    let again = json::to_string(&value).unwrap();
    (value, again)
}

#[tokio::test]
async fn limits_are_told_and_not_enforced() {
    // Everything that the document forbids.
    let text = r#"{"code":"much too long","names":[],"ratio":-1,"whole":7,"extra":true}"#;
    let server = Server::start(Answer::json(
        200,
        r#"{"code":"much too long","names":[],"ratio":-1,"whole":7,"extra":true}"#,
    ))
    .await;
    let limits: Limits = json::from_str(text).unwrap();
    let back = client(&server).put_limits(&limits).send().await.unwrap();
    assert_eq!(back.value(), &limits);
    assert_eq!(server.only_request().text(), text);
    assert_eq!(limits.unknown_properties.get_json("extra"), Some("true"));
}

#[tokio::test]
async fn maps_keep_their_order_and_their_types() {
    let server = Server::start(Answer::json(200, r#"{"b":2.50,"a":1,"none":null}"#)).await;
    let mut maps = Maps::default()
        .with_inline(Map::from_iter([("x", MapsInline::default().with_a(1))]))
        .with_nested(vec![vec![1, 2], vec![]])
        .with_tree(Tree::default().with_branches(Map::from_iter([(
            "left",
            Tree::default().with_value("leaf"),
        )])));
    maps.lists = Some(Map::from_iter([("l", vec!["a".to_owned()])]));
    let prices = client(&server).put_maps(&maps).send().await.unwrap();
    let names: Vec<&str> = prices.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["b", "a"]);
    assert_eq!(prices.get("b").unwrap().to_string(), "2.50");
    assert_eq!(
        server.only_request().text(),
        r#"{"inline":{"x":{"a":1}},"lists":{"l":["a"]},"nested":[[1,2],[]],"tree":{"branches":{"left":{"value":"leaf"}}}}"#
    );
}

#[tokio::test]
async fn the_parts_of_an_object_are_one() {
    let text = r#"{"bark":"loud","name":"Rex","owner":{"name":"Eva"},"size":"big","age":3}"#;
    let server = Server::start(Answer::json(
        200,
        r#"{"bark":"loud","name":"Rex","owner":{"name":"Eva"},"size":"big","age":3}"#,
    ))
    .await;
    let dog = Dog::default()
        .with_name("Rex")
        .with_bark(DogBark::Loud)
        // The types of the parts are those of the components that they are from.
        .with_size(AnimalSize::Big)
        .with_owner(PetOwner::default().with_name("Eva"));
    let back = client(&server).put_dog(&dog).send().await.unwrap();
    assert_eq!(back.size, Some(AnimalSize::Big));
    assert_eq!(json::to_string(back.value()).unwrap(), text);
}

#[tokio::test]
async fn a_discriminator_tells_which_and_is_written() {
    let unions = Unions::default()
        .with_vehicle(Car::default().with_doors(3))
        .with_shapes(vec![
            Shape::from(Circle::default().with_radius(2)),
            Shape::from(Square::default().with_side(1)),
            Shape::from("dot".to_owned()),
            Shape::from(7),
        ]);
    let server = Server::start(Answer::json(400, r#"{"kind":"Bike","gears":7}"#)).await;
    let error = client(&server)
        .put_unions(&unions)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        server.only_request().text(),
        r#"{"shapes":[{"radius":2},{"side":1},"dot",7],"vehicle":{"kind":"auto","doors":3}}"#
    );
    let read = PutUnionsError::of(&error).unwrap().unwrap();
    let Vehicle::Bike(bike) = read.into_body() else {
        panic!("a bike");
    };
    assert_eq!(bike.gears, Some(7));
    // The tag that came goes back, though the document gives it no property.
    assert_eq!(
        json::to_string(&Vehicle::from(*bike)).unwrap(),
        r#"{"gears":7,"kind":"Bike"}"#
    );
    let bike = json::to_string(&Vehicle::from(Bike::default())).unwrap();
    assert_eq!(bike, r#"{"kind":"Bike"}"#);
}

#[test]
fn what_no_alternative_is_meant_by_is_kept() {
    for text in [
        r#"{"kind":"plane","wings":2.50}"#,
        r#"{"wings":2}"#,
        r#"{"kind":5}"#,
        "[1.10]",
        "true",
    ] {
        let (vehicle, again) = round_trip::<Vehicle>(text);
        assert!(matches!(vehicle, Vehicle::Undocumented(_)), "{text}");
        assert_eq!(again, text);
    }
    let (shape, again) = round_trip::<Shape>(r#"{"corners":5}"#);
    assert!(matches!(shape, Shape::Undocumented(_)));
    assert_eq!(again, r#"{"corners":5}"#);
}

#[test]
fn each_alternative_is_read_as_itself_however_it_is_nested() {
    let text = r#"{"by_name":{"a":[["x",1],{"side":2}]},"event":{"event":"lost","by":"me"},"shapes":[{"inside":{"side":1},"radius":2.50}]}"#;
    let (unions, again) = round_trip::<Unions>(text);
    assert_eq!(
        again,
        r#"{"by_name":{"a":[["x",1],{"side":2}]},"event":{"by":"me","event":"lost"},"shapes":[{"inside":{"side":1},"radius":2.50}]}"#
    );
    assert!(matches!(unions.event, Some(UnionsEvent::Dropped(_))));
    let Some(Shape::Circle(circle)) = unions.shapes().first() else {
        panic!("a circle");
    };
    assert!(matches!(circle.inside, Some(Shape::Square(_))));
}

#[tokio::test]
async fn maps_and_merged_objects_stand_in_queries() {
    let server = Server::start(Answer::json(418, r#"{"b":2,"a":1}"#)).await;
    let merged = GetCornersMerged::default().with_gears(3).with_wheels(2);
    let error = client(&server)
        .get_corners(Shade::Dark)
        .map(&Map::from_iter([("k", "v w".to_owned())]))
        .shades(["light"])
        .merged(&merged)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        server.only_request().line,
        "GET /corners/dark?map%5Bk%5D=v%20w&shades=light&gears=3&wheels=2"
    );
    let read = GetCornersError::of(&error).unwrap().unwrap();
    assert_eq!(read.into_body().get("a"), Some(&1));
}

#[tokio::test]
async fn single_values_are_bodies_too() {
    let server = Server::start(Answer::json(200, r#""2026-01-01T00:00:00""#)).await;
    let body = "x".to_owned();
    let back = client(&server)
        .put_corner("light", &body)
        .send()
        .await
        .unwrap();
    assert_eq!(back.as_str(), "2026-01-01T00:00:00");
    assert_eq!(server.only_request().text(), r#""x""#);
    let server = Server::start(Answer::json(202, "5")).await;
    let number = client(&server).get_corners("dark").send().await.unwrap();
    assert_eq!(*number.value(), GetCornersResponse::Accepted(5));
}

#[tokio::test]
async fn null_is_told_from_absent_where_the_document_says_so() {
    let server = Server::start(Answer::json(200, r#"{"note":null,"plain":null}"#)).await;
    let change = Change::default()
        .with_note_null()
        .with_tags(vec!["a".to_owned()]);
    let back = client(&server).change(&change).send().await.unwrap();
    assert_eq!(
        server.only_request().text(),
        r#"{"note":null,"tags":["a"]}"#
    );
    assert_eq!(back.note, Some(Nullable::Null));
    assert_eq!(back.tags, None);
    assert_eq!(back.plain, None);
    let (_, again) = round_trip::<Change>(r#"{"note":"x","tags":null}"#);
    assert_eq!(again, r#"{"note":"x","tags":null}"#);
    let (_, again) = round_trip::<Change>("{}");
    assert_eq!(again, "{}");
}
