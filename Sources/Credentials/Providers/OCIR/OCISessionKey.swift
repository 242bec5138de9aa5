import Credentials
import EventLoop
import TLS

/// A key that lives as long as one fetch, and that a security token is bound to.
enum OCISessionKey {
    /// How a key is made.
    typealias Maker = @Sendable () throws(TLSError) -> PrivateKey

    /// Makes a key, beside the event loop: it takes up to some hundred milliseconds, in which the loop has other things to do.
    static func make(_ maker: @escaping Maker, identity: String) async throws(CredentialError) -> PrivateKey {
        let made = await besideLoop { Result { () throws(TLSError) in try maker() } }
        do throws(TLSError) {
            return try made.get()
        } catch {
            throw CredentialError(.unavailable, identity: identity, reason: error.description)
        }
    }

    /// What stands between the lines of a PEM block, in one line.
    static func withoutArmour(_ pem: [UInt8]) -> String {
        String(decoding: pem, as: UTF8.self).split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
            .joined()
    }
}
