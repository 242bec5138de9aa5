internal import Configuration

/// Reads Secrets of Pullpass' own namespace, for `secretKeyRef` and `secretRef`.
package protocol SecretReader: Sendable {
    /// The Secret of a name, or nil when there is none.
    ///
    /// - Throws: When it cannot be said. A `CredentialError` goes on as it is; any other error becomes `.unavailable` with its
    ///   description, which must hold no credential.
    func secretData(name: String) async throws -> SecretData?
}

/// What a Secret holds, base64 already removed.
package struct SecretData: Sendable, Hashable, Confidential {
    /// The `type`, such as `kubernetes.io/dockerconfigjson`.
    package let type: String
    /// The content by key.
    package let data: [String: [UInt8]]

    /// Makes the content of a Secret.
    package init(type: String, data: [String: [UInt8]]) {
        self.type = type
        self.data = data
    }
}
