internal import Text
internal import TLS

/// What the kubelet's metric `kubelet_credential_provider_config_info` says of the files that it started with.
package enum ConfigHash {
    /// `sha256:…` over the length, as eight bytes with the highest first, and the bytes of each file, in their order.
    ///
    /// - Returns: nil where OpenSSL cannot.
    package static func of(_ files: [ConfigFile]) -> String? {
        var bytes: [UInt8] = []
        for file in files {
            let length = UInt64(file.bytes.count)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) }
            bytes += file.bytes
        }
        return (try? Digest.sha256(bytes)).map { "sha256:" + Hexadecimal.encode($0) }
    }
}
