/// A request method (RFC 9110 section 9); any token is one, and case counts.
package struct HTTPMethod: Sendable, Hashable, CustomStringConvertible {
    /// The method's name as sent, for example `POST`.
    package let name: String

    /// Wraps a name as it is; the caller vouches that it is a token.
    package init(_ name: String) { self.name = name }

    /// The method's name.
    package var description: String { name }

    /// `GET`.
    package static let get = HTTPMethod("GET")
    /// `HEAD`.
    package static let head = HTTPMethod("HEAD")
    /// `POST`.
    package static let post = HTTPMethod("POST")
    /// `PUT`.
    package static let put = HTTPMethod("PUT")
    /// `PATCH`.
    package static let patch = HTTPMethod("PATCH")
    /// `DELETE`.
    package static let delete = HTTPMethod("DELETE")
    /// `OPTIONS`.
    package static let options = HTTPMethod("OPTIONS")
    /// `CONNECT`.
    package static let connect = HTTPMethod("CONNECT")
}
