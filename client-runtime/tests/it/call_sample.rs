//! Normative: a client as a generator emits it, by hand and in one file. The other tests drive the
//! runtime through it, so that what they prove holds for emitted code.
//!
//! An emitted crate has `client.rs`, `types/` and `operations/<operation>.rs` instead of the modules
//! here, and depends on `client-runtime` alone: what it needs of `http` is re-exported there.

pub(crate) use self::client::Client;

/// `types/`: see `wire_sample`.
pub(crate) mod types {
    pub(crate) use client_runtime::wire::JsonObject;

    pub(crate) use crate::wire_sample::{Cart, CartLineItem};
}

/// `client.rs`
pub(crate) mod client {
    use client_runtime::{ClientBuilder, Credentials, Error, Service};

    use super::operations::{CheckoutCart, DeleteCart, GetCart, ListOrders, UpdateCart};
    use super::types::Cart;

    /// From the document's `servers`, and the parameters that it marks as the client's own.
    static SERVICE: Service = Service::new("https://api.example.com")
        .user_agent(concat!(
            env!("CARGO_PKG_NAME"),
            "/",
            env!("CARGO_PKG_VERSION")
        ))
        .parameters(&[("version", "1")]);

    #[derive(Clone, Debug)]
    pub(crate) struct Client {
        inner: client_runtime::Client,
    }

    impl Client {
        /// A client of the document's server with the defaults.
        pub(crate) fn new(credential: impl Into<Credentials>) -> Result<Self, Error> {
            Self::builder().credential(credential).build()
        }

        /// The settings of a client.
        pub(crate) fn builder() -> ClientBuilder<Self> {
            ClientBuilder::new(&SERVICE)
        }

        /// The same client, whose calls carry this `ms-correlationid`.
        pub(crate) fn with_correlation_id(&self, value: impl Into<String>) -> Self {
            self.inner.with_correlation_id(value).into()
        }

        pub(crate) fn get_cart(
            &self,
            customer_id: impl Into<String>,
            cart_id: impl Into<String>,
        ) -> GetCart<'_> {
            GetCart::new(&self.inner, customer_id.into(), cart_id.into())
        }

        pub(crate) fn update_cart<'a>(
            &'a self,
            customer_id: impl Into<String>,
            cart_id: impl Into<String>,
            body: &'a Cart,
        ) -> UpdateCart<'a> {
            UpdateCart::new(&self.inner, customer_id.into(), cart_id.into(), body)
        }

        pub(crate) fn checkout_cart(
            &self,
            customer_id: impl Into<String>,
            cart_id: impl Into<String>,
        ) -> CheckoutCart<'_> {
            CheckoutCart::new(&self.inner, customer_id.into(), cart_id.into())
        }

        pub(crate) fn delete_cart(&self, cart_number: i32) -> DeleteCart<'_> {
            DeleteCart::new(&self.inner, cart_number)
        }

        pub(crate) fn list_orders(&self, customer_id: impl Into<String>) -> ListOrders<'_> {
            ListOrders::new(&self.inner, customer_id.into())
        }
    }

    impl From<client_runtime::Client> for Client {
        fn from(inner: client_runtime::Client) -> Self {
            Self { inner }
        }
    }
}

pub(crate) mod operations {
    pub(crate) use self::checkout_cart::CheckoutCart;
    pub(crate) use self::delete_cart::DeleteCart;
    pub(crate) use self::get_cart::GetCart;
    pub(crate) use self::list_orders::ListOrders;
    pub(crate) use self::update_cart::{UpdateCart, UpdateCartResponse};

    /// `operations/update_cart.rs`: a body, and two successes of different types.
    mod update_cart {
        use client_runtime::http::Method;
        use client_runtime::{Call, Client, Error, Operation, Response};

        use super::super::types::{Cart, JsonObject};

        static OPERATION: Operation = Operation::new(
            "update_cart",
            Method::PUT,
            "/v{version}/customers/{customer_id}/carts/{cart_id}",
        )
        .request_types(&["application/json", "text/json", "application/xml"])
        .response_types(&["application/json", "text/json", "application/xml"])
        .statuses(&["200", "201", "400", "401", "403", "404", "500"]);

        #[must_use = "a call is not made until it is sent"]
        #[derive(Clone, Debug)]
        pub(crate) struct UpdateCart<'a> {
            call: Call<'a>,
            body: &'a Cart,
        }

        /// A variant for each documented success.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub(crate) enum UpdateCartResponse {
            /// 200
            Ok(JsonObject),
            /// 201
            Created(Cart),
        }

        impl<'a> UpdateCart<'a> {
            pub(crate) fn new(
                client: &'a Client,
                customer_id: String,
                cart_id: String,
                body: &'a Cart,
            ) -> Self {
                let mut call = Call::new(client, &OPERATION);
                call.set_path("customer_id", customer_id);
                call.set_path("cart_id", cart_id);
                Self { call, body }
            }

            /// A parameter of the path that the client holds a value for.
            pub(crate) fn version(mut self, value: impl Into<String>) -> Self {
                self.call.set_path("version", value);
                self
            }

            pub(crate) fn request_id(mut self, value: impl Into<String>) -> Self {
                self.call.set_header("ms-requestid", value);
                self
            }

            pub(crate) fn correlation_id(mut self, value: impl Into<String>) -> Self {
                self.call.set_header("ms-correlationid", value);
                self
            }

            pub(crate) fn correlation_vector(mut self, value: impl Into<String>) -> Self {
                self.call.set_header("ms-cv", value);
                self
            }

            // timeout, accept, header, keep_body, build, send_raw, content_type
            client_runtime::call_methods!(body);

            pub(crate) async fn send(self) -> Result<Response<UpdateCartResponse>, Error> {
                let response = self.call.send(Some(self.body)).await?.success()?;
                match response.status().as_u16() {
                    200 => response.decode_into(UpdateCartResponse::Ok),
                    // Undocumented ones too: `is_documented_status` says so.
                    _ => response.decode_into(UpdateCartResponse::Created),
                }
            }
        }
    }

    /// `operations/get_cart.rs`: one success.
    mod get_cart {
        use client_runtime::http::Method;
        use client_runtime::{Call, Client, Error, NO_BODY, Operation, Response};

        use super::super::types::Cart;

        static OPERATION: Operation = Operation::new(
            "get_cart",
            Method::GET,
            "/v{version}/customers/{customer_id}/carts/{cart_id}",
        )
        .response_types(&["application/json", "text/json"])
        .statuses(&["200", "400", "401", "403", "404", "500"]);

        #[must_use = "a call is not made until it is sent"]
        #[derive(Clone, Debug)]
        pub(crate) struct GetCart<'a> {
            call: Call<'a>,
        }

        impl<'a> GetCart<'a> {
            pub(crate) fn new(client: &'a Client, customer_id: String, cart_id: String) -> Self {
                let mut call = Call::new(client, &OPERATION);
                call.set_path("customer_id", customer_id);
                call.set_path("cart_id", cart_id);
                Self { call }
            }

            client_runtime::call_methods!();

            pub(crate) async fn send(self) -> Result<Response<Cart>, Error> {
                self.call.send(NO_BODY).await?.success()?.decode()
            }
        }
    }

    /// `operations/checkout_cart.rs`: a POST without body, whose answer may do without one too.
    mod checkout_cart {
        use client_runtime::http::Method;
        use client_runtime::{Call, Client, Error, NO_BODY, Operation, Response};

        use super::super::types::JsonObject;

        static OPERATION: Operation = Operation::new(
            "checkout_cart",
            Method::POST,
            "/v{version}/customers/{customer_id}/carts/{cart_id}/checkout",
        )
        .response_types(&["application/json"])
        .statuses(&["200", "204"]);

        #[must_use = "a call is not made until it is sent"]
        #[derive(Clone, Debug)]
        pub(crate) struct CheckoutCart<'a> {
            call: Call<'a>,
        }

        impl<'a> CheckoutCart<'a> {
            pub(crate) fn new(client: &'a Client, customer_id: String, cart_id: String) -> Self {
                let mut call = Call::new(client, &OPERATION);
                call.set_path("customer_id", customer_id);
                call.set_path("cart_id", cart_id);
                Self { call }
            }

            pub(crate) async fn send(self) -> Result<Response<Option<JsonObject>>, Error> {
                self.call.send(NO_BODY).await?.success()?.decode_optional()
            }
        }
    }

    /// `operations/delete_cart.rs`: no body documented either way, a parameter that is a number, and
    /// no credential wanted.
    mod delete_cart {
        use client_runtime::http::Method;
        use client_runtime::{Call, Client, Error, NO_BODY, Operation, Response};

        static OPERATION: Operation = Operation::new(
            "delete_cart",
            Method::DELETE,
            "/v{version}/carts/{cart_number}",
        )
        .statuses(&["204"])
        .anonymous();

        #[must_use = "a call is not made until it is sent"]
        #[derive(Clone, Debug)]
        pub(crate) struct DeleteCart<'a> {
            call: Call<'a>,
        }

        impl<'a> DeleteCart<'a> {
            pub(crate) fn new(client: &'a Client, cart_number: i32) -> Self {
                let mut call = Call::new(client, &OPERATION);
                call.set_path("cart_number", cart_number.to_string());
                Self { call }
            }

            client_runtime::call_methods!();

            pub(crate) async fn send(self) -> Result<Response<()>, Error> {
                Ok(self.call.send(NO_BODY).await?.success()?.without_value())
            }
        }
    }

    /// `operations/list_orders.rs`: parameters of the query, one and many.
    mod list_orders {
        use client_runtime::http::Method;
        use client_runtime::{Call, Client, Error, NO_BODY, Operation, Response};

        use super::super::types::JsonObject;

        static OPERATION: Operation = Operation::new(
            "list_orders",
            Method::GET,
            "/v{version}/customers/{customer_id}/orders",
        )
        .response_types(&["application/json"])
        .statuses(&["2XX"]);

        #[must_use = "a call is not made until it is sent"]
        #[derive(Clone, Debug)]
        pub(crate) struct ListOrders<'a> {
            call: Call<'a>,
        }

        impl<'a> ListOrders<'a> {
            pub(crate) fn new(client: &'a Client, customer_id: String) -> Self {
                let mut call = Call::new(client, &OPERATION);
                call.set_path("customer_id", customer_id);
                Self { call }
            }

            pub(crate) fn include_price(mut self, value: bool) -> Self {
                self.call.set_query("include_price", value.to_string());
                self
            }

            pub(crate) fn status<V: Into<String>>(
                mut self,
                values: impl IntoIterator<Item = V>,
            ) -> Self {
                self.call.set_query_each("status", values);
                self
            }

            pub(crate) fn fields<V: Into<String>>(
                mut self,
                values: impl IntoIterator<Item = V>,
            ) -> Self {
                self.call.set_query_joined("fields", values, ',');
                self
            }

            pub(crate) async fn send(self) -> Result<Response<JsonObject>, Error> {
                self.call.send(NO_BODY).await?.success()?.decode()
            }
        }
    }
}
