//! The setters that every emitted operation has, whatever the document says of it.

/// The setters that every emitted operation has, to be written inside its `impl` block. The type's
/// [`Call`](crate::Call) must be in the field `call`.
///
/// `call_methods!()` gives `timeout`, `attempt_timeout`, `idle_timeout`, `retry`, `accept`, `header`, `keep_body`,
/// `build` and `send_raw`;
/// `call_methods!(body)` also `content_type`, for an operation with a request body in the field
/// `body`; so does `call_methods!(optional_body)`, where that field is an `Option`.
#[macro_export]
macro_rules! call_methods {
    () => {
        $crate::call_methods!(@options);
        $crate::call_methods!(@sending $crate::NO_BODY);
    };
    (body) => {
        $crate::call_methods!(@options);
        $crate::call_methods!(@sending body);
        $crate::call_methods!(@content_type);
    };
    (optional_body) => {
        $crate::call_methods!(@options);
        $crate::call_methods!(@sending optional_body);
        $crate::call_methods!(@content_type);
    };
    (@content_type) => {
        /// The media type to write the body in. Default: the first documented one that can be
        /// written.
        pub fn content_type(mut self, media_type: $crate::MediaType) -> Self {
            self.call.set_content_type(media_type);
            self
        }
    };
    (@options) => {
        /// How long the call may take, from its start to the last byte of its answer, all attempts
        /// and waits included, in place of the client's timeout.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.call.set_timeout(timeout);
            self
        }

        /// How long one attempt of the call may take, in place of the client's.
        pub fn attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.call.set_attempt_timeout(timeout);
            self
        }

        /// How long the service may be silent in the middle of the answer, in place of the client's.
        pub fn idle_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.call.set_idle_timeout(timeout);
            self
        }

        /// Which failures the call is repeated after, how often, and after which wait, in place of
        /// the client's policy.
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.call.set_retry(policy);
            self
        }

        /// The media type to ask for the answer in. The answer is decoded by the type that it says
        /// of itself.
        pub fn accept(mut self, media_type: $crate::MediaType) -> Self {
            self.call.set_accept(media_type);
            self
        }

        /// A header beside the documented ones. It is checked before anything is sent; its value is
        /// shown in no error and no `Debug`.
        pub fn header(
            mut self,
            name: impl ::core::convert::AsRef<str>,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.call.set_extra_header(name.as_ref(), value);
            self
        }

        /// Keeps the raw body beside the decoded value, to be had from
        /// [`Response::body`]($crate::Response::body).
        pub fn keep_body(mut self) -> Self {
            self.call.set_keep_body(true);
            self
        }
    };
    (@sending body) => {
        /// The request that would be sent, without its `Authorization`.
        ///
        /// # Errors
        ///
        /// A value cannot stand where it should: the message names it.
        pub fn build(
            &self,
        ) -> ::core::result::Result<$crate::http::Request<$crate::Bytes>, $crate::Error> {
            self.call.build(::core::option::Option::Some(self.body))
        }

        /// Sends the call, repeated as its policy says, and gives the last response as it came,
        /// whatever its status.
        ///
        /// # Errors
        ///
        /// The request is invalid, the credential gives no token, or no whole response comes.
        pub async fn send_raw(
            self,
        ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
            self.call.send(::core::option::Option::Some(self.body)).await
        }
    };
    (@sending optional_body) => {
        /// The request that would be sent, without its `Authorization`.
        ///
        /// # Errors
        ///
        /// A value cannot stand where it should: the message names it.
        pub fn build(
            &self,
        ) -> ::core::result::Result<$crate::http::Request<$crate::Bytes>, $crate::Error> {
            self.call.build(self.body)
        }

        /// Sends the call and gives the response as it came, whatever its status.
        ///
        /// # Errors
        ///
        /// The request is invalid, the credential gives no token, or no whole response comes.
        pub async fn send_raw(
            self,
        ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
            self.call.send(self.body).await
        }
    };
    (@sending $no_body:expr) => {
        /// The request that would be sent, without its `Authorization`.
        ///
        /// # Errors
        ///
        /// A value cannot stand where it should: the message names it.
        pub fn build(
            &self,
        ) -> ::core::result::Result<$crate::http::Request<$crate::Bytes>, $crate::Error> {
            self.call.build($no_body)
        }

        /// Sends the call, repeated as its policy says, and gives the last response as it came,
        /// whatever its status.
        ///
        /// # Errors
        ///
        /// The request is invalid, the credential gives no token, or no whole response comes.
        pub async fn send_raw(
            self,
        ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
            self.call.send($no_body).await
        }
    };
}
