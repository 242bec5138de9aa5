/// What a kubelet's metrics say of the CredentialProviderConfig that it started with.
package enum KubeletMetrics {
    /// The largest text that is read; with many Pods it has some megabytes.
    package static let longest = 64 << 20

    /// The hash of the files that it has read; nil where it does not tell, as kubelets before 1.34.
    static func hash(in text: [UInt8]) -> String? {
        let start = Array("kubelet_credential_provider_config_info{".utf8)
        let name = Array("hash=\"".utf8)
        for line in text.split(separator: 0x0A) where line.starts(with: start) {
            var rest = line.dropFirst(start.count)
            while !rest.isEmpty, !rest.starts(with: name) { rest.removeFirst() }
            let value = rest.dropFirst(name.count).prefix { $0 != 0x22 }
            if value.count == 71 { return String(decoding: value, as: UTF8.self) }
        }
        return nil
    }
}
