/// Reads `status:`.
enum StatusReader {
    static let keys: [SettingKey] = [
        .key(
            "page",
            .boolean,
            default: .bool(StatusSettings().page),
            "Whether the operators' port shows the state of things as a page (/) and as JSON (/status): names of namespaces and registries, and no credential. Whoever reaches the port can read it."
        )
    ]

    static func read(_ field: Field) -> StatusSettings {
        var settings = StatusSettings()
        guard let fields = Fields(field) else { return settings }
        if let page = fields["page"]?.bool() { settings.page = page }
        return settings
    }
}
