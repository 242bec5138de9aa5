/// What a kubelet makes of a CredentialProviderConfig.
package struct ConfigReport: Sendable {
    /// Who reads it.
    package let kubelet: Kubelet
    /// The files that it reads, in its order.
    package let files: [String]
    /// What they hold, as far as it could be read.
    package let config: CredentialProviderConfig
    /// What the kubelet's metric would say of them; nil where they could not be read.
    package let hash: String?
    /// What keeps it from starting, and what is hardly meant, in the order of the files and lines.
    package let complaints: [ConfigComplaint]

    init(
        kubelet: Kubelet,
        files: [String],
        config: CredentialProviderConfig,
        hash: String?,
        complaints: [ConfigComplaint]
    ) {
        self.kubelet = kubelet
        self.files = files
        self.config = config
        self.hash = hash
        starts = !complaints.contains { $0.severity == .refused }
        let orders = Dictionary(files.enumerated().map { ($1, $0) }) { first, _ in first }
        // A hostile file has no long report.
        self.complaints = Array(
            complaints.enumerated().sorted { left, right in
                let order = (orders[left.element.file] ?? -1, orders[right.element.file] ?? -1)
                return (order.0, left.element.line, left.offset) < (order.1, right.element.line, right.offset)
            }.map(\.element).prefix(200)
        )
    }

    /// Whether the kubelet starts.
    package let starts: Bool

    /// Whether it is good; with `isStrict` warnings count, too.
    package func isGood(isStrict: Bool) -> Bool { isStrict ? complaints.isEmpty : starts }
}
