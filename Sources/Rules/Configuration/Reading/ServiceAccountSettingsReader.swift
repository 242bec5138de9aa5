import YAML

/// Reads `serviceAccounts:`.
enum ServiceAccountSettingsReader {
    static let keys: [SettingKey] = [
        .required(
            "enabled",
            .boolean,
            "Whether names are added. false takes away those that were added: leave the section out once that is done."
        ),
        .key(
            "names",
            .list(.text, mayBeEmpty: true),
            "Names of ServiceAccounts, with * for any run of characters; without it all of them."
        ),
        .key("selector", .mapping(LabelReader.selectorKeys), "Their labels; without it whatever they are."),
    ]

    static func read(_ field: Field, _ configuration: Configuration, mode: Configuration.Mode)
        -> ServiceAccountSettings?
    {
        guard let fields = Fields(field) else { return nil }
        var settings = ServiceAccountSettings()
        let enabled = fields.required("enabled", "write true to add names, or false to take away those that were added")
        settings.isEnabled = enabled?.bool() ?? false
        if settings.isEnabled, let names = fields.present("names"), names.node.isNull || names.isEmptyList {
            names.warning("is empty, so it leaves out no ServiceAccount: write names or leave the key out")
        }
        for entry in fields["names"]?.list() ?? [] {
            guard let name = entry.string() else { continue }
            let literal = String(name.map { $0 == "*" ? "a" : $0 })
            guard NameRules.isSubdomain(literal) else {
                entry.error(
                    "\"\(name)\" can be the name of no ServiceAccount: write \(NameRules.subdomain), with * for any run of characters"
                )
                continue
            }
            settings.names.append(name)
        }
        if let selector = fields.present("selector") {
            settings.selector = LabelReader.selector(selector) ?? LabelSelector()
            if settings.isEnabled, settings.selector.selectsEverything, !selector.hasErrorWithin {
                selector.warning("is empty, so it leaves out no ServiceAccount: write matchLabels or leave the key out")
            }
        }
        if mode == .standalone {
            field.error("are objects of a cluster: leave it out, or leave --standalone out")
        }
        if settings.isEnabled { warn(of: configuration, enabled) }
        return settings
    }

    private static func warn(of configuration: Configuration, _ field: Field?) {
        let lazy = configuration.registries.filter { !$0.goesIntoServiceAccounts }.map(\.name)
        guard !lazy.isEmpty else { return }
        field?.warning(
            "\(lazy.joined(separator: ", ")): a Secret with placement: lazy is made when a Pod needs it, so that no ServiceAccount names it; write eager where one should"
        )
    }
}
