import HTTPClient
import Text

extension HTTPClientResponse {
    /// When the answer was made, by the provider's clock (RFC 9110 section 6.6.1).
    var madeAt: Timestamp? { fields.moment("date") }
}
