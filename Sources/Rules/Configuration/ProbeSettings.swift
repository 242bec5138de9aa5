import Images

/// `probe` of a registry: trying a new credential out at the registry before it replaces one that works.
///
/// ```yaml
/// probe: { image: registry.example.com/team/app }   # log in, and ask for this image's manifest
/// ```
package struct ProbeSettings: Sendable, Hashable {
    /// Whether new credentials are tried out.
    package var isEnabled: Bool
    /// The image that must be there to be pulled, as it was written; nil to log in and no more.
    package var image: String?

    /// Makes settings; without arguments nothing is tried out.
    package init(isEnabled: Bool = false, image: String? = nil) {
        self.isEnabled = isEnabled
        self.image = image
    }

    static let keys: [SettingKey] = [
        .key("enabled", .boolean, default: .bool(true), "Whether it does."),
        .key(
            "image",
            .text,
            "An image that the credential must be able to pull: its manifest's head is asked for, and nothing is pulled. Without it only the login is tried."
        ),
    ]

    /// Reads `probe` of a registry with these patterns.
    static func read(_ field: Field, patterns: [ImagePattern]) -> ProbeSettings {
        guard let fields = Fields(field) else { return ProbeSettings() }
        var settings = ProbeSettings(isEnabled: fields["enabled"]?.bool() ?? true)
        guard let image = fields["image"], let text = image.string() else { return settings }
        do {
            let reference = try ImageReference(parsing: text)
            if !patterns.isEmpty, !patterns.contains(where: { $0.matches(reference) }) {
                image.error("\"\(text)\" is not matched by matchImages, so the credential is not for it")
            }
            settings.image = text
        } catch {
            image.error("the kubelet cannot read it: \(error)")
        }
        return settings
    }
}
