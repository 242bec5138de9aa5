internal import Kubernetes
internal import Names
internal import TLS
internal import Text

/// Why what a Secret holds cannot be used; never quotes it.
struct ContentProblem: Error, Hashable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension CertificateContent {
    /// The keys of the Secret's data.
    enum Key {
        static let authority = "ca.crt"
        static let authorityKey = "ca.key"
        static let leaf = "tls.crt"
        static let leafKey = "tls.key"
        static let next = "next-ca.crt"
        static let nextKey = "next-ca.key"
        static let retired = "old-ca.crt"
        static let all = [authority, authorityKey, leaf, leafKey, next, nextKey, retired]
    }

    /// The Secret's annotations.
    enum Annotation {
        /// Set by a person, to any text that it did not have before: asks for another CA.
        static let request = PullpassKey.rotateCA
        /// The request that was met.
        static let metRequest = PullpassKey.caRotatedFor
        /// Until when the old CAs are believed.
        static let retiredUntil = PullpassKey.oldCAUntil
        /// Those that only a keeper writes.
        static let ours = [metRequest, retiredUntil]
    }

    /// Reads a Secret; nil where it holds none of our keys, as the chart makes it.
    static func read(_ secret: SecretObject) throws(ContentProblem) -> CertificateContent? {
        let data = secret.data.filter { !$0.value.isEmpty }
        guard [Key.authority, Key.authorityKey, Key.leaf, Key.leafKey].contains(where: { data[$0] != nil }) else {
            return nil
        }
        guard let authority = try certificates(Key.authority, data)?.first else {
            throw ContentProblem("\(Key.authority) is missing")
        }
        guard let leaf = try pair(Key.leaf, Key.leafKey, data) else {
            throw ContentProblem("\(Key.leaf) or \(Key.leafKey) is missing")
        }
        guard leaf.certificate.isIssued(by: authority) else {
            throw ContentProblem("\(Key.leaf) was not issued by \(Key.authority)")
        }
        guard authority.isAuthority else { throw ContentProblem("\(Key.authority) may not sign certificates") }
        let authorityKey = try key(Key.authorityKey, of: authority, Key.authority, data)
        let next = try pair(Key.next, Key.nextKey, data)
        if let next, !next.certificate.isAuthority {
            throw ContentProblem("\(Key.next) may not sign certificates")
        }
        let retired = try certificates(Key.retired, data) ?? []
        let annotations = secret.metadata.annotations
        let until = annotations[Annotation.retiredUntil].flatMap { Timestamp(rfc3339: $0)?.withoutFraction }
        return CertificateContent(
            authority: authority,
            authorityKey: authorityKey,
            leaf: leaf,
            next: next,
            retired: retired,
            // Without a time they stay as long as they are valid: too long is better than too short.
            retiredUntil: retired.isEmpty ? nil : until ?? retired.map(\.notAfter).max(),
            metRequest: annotations[Annotation.metRequest]
        )
    }

    /// The Secret's data.
    func data() throws(TLSError) -> [String: [UInt8]] {
        var data = [
            Key.authority: try authority.pem(), Key.leaf: try leaf.certificate.pem(), Key.leafKey: try leaf.key.pem(),
        ]
        if let authorityKey { data[Key.authorityKey] = try authorityKey.pem() }
        if let next {
            data[Key.next] = try next.certificate.pem()
            data[Key.nextKey] = try next.key.pem()
        }
        if !retired.isEmpty {
            var text: [UInt8] = []
            for certificate in retired { text += try certificate.pem() }
            data[Key.retired] = text
        }
        return data
    }

    /// The Secret's annotations.
    var annotations: [String: String] {
        var annotations: [String: String] = [:]
        if let retiredUntil { annotations[Annotation.retiredUntil] = retiredUntil.whole }
        if let metRequest { annotations[Annotation.metRequest] = metRequest }
        return annotations
    }

    private static func certificates(
        _ name: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> [Certificate]? {
        guard let pem = data[name] else { return nil }
        do throws(TLSError) { return try Certificate.parse(pem: pem, what: name) } catch {
            throw ContentProblem("\(error)")
        }
    }

    private static func pair(
        _ name: String,
        _ keyName: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> CertificateAndKey? {
        guard let certificate = try certificates(name, data)?.first else { return nil }
        guard let key = try key(keyName, of: certificate, name, data) else { return nil }
        return CertificateAndKey(certificate: certificate, key: key)
    }

    private static func key(
        _ keyName: String,
        of certificate: Certificate,
        _ name: String,
        _ data: [String: [UInt8]]
    ) throws(ContentProblem) -> PrivateKey? {
        guard let pem = data[keyName] else { return nil }
        let key: PrivateKey
        do throws(TLSError) { key = try PrivateKey.parse(pem: pem, what: keyName) } catch {
            throw ContentProblem("\(error)")
        }
        guard certificate.belongs(to: key) else { throw ContentProblem("\(keyName) is not the key of \(name)") }
        return key
    }
}
