/// A request method (RFC 9110 section 9); any token is one, and case counts.
public struct HTTPMethod: Sendable, Hashable, CustomStringConvertible {
    /// The method's name as sent, for example `POST`.
    public let name: String

    /// Wraps a name as it is; the caller vouches that it is a token.
    public init(_ name: String) { self.name = name }

    /// The method's name.
    public var description: String { name }

    /// `GET`.
    public static let get = HTTPMethod("GET")
    /// `HEAD`.
    public static let head = HTTPMethod("HEAD")
    /// `POST`.
    public static let post = HTTPMethod("POST")
    /// `PUT`.
    public static let put = HTTPMethod("PUT")
    /// `PATCH`.
    public static let patch = HTTPMethod("PATCH")
    /// `DELETE`.
    public static let delete = HTTPMethod("DELETE")
    /// `OPTIONS`.
    public static let options = HTTPMethod("OPTIONS")
    /// `CONNECT`.
    public static let connect = HTTPMethod("CONNECT")
}
