internal import Images
internal import Text
internal import YAML

/// What of a Secret in the input is no credential: its type, and the hosts that it is for.
struct InputSecret {
    private let document: Document

    init?(_ document: Document) {
        guard document.kind == "Secret", document.group.isEmpty else { return nil }
        self.document = document
    }

    var type: String { document.node.text("type") ?? "Opaque" }

    /// The text of a key, which may be a credential.
    func text(_ key: String) -> String? {
        if let plain = document.node["stringData"]?[key]?.scalar { return plain }
        guard let coded = document.node["data"]?[key]?.string, let bytes = Base64.decode(String(coded.trimmed)) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The hosts of its Docker configuration; nil where it has none that can be read.
    var hosts: [String]? { text(".dockerconfigjson").flatMap(Self.hosts) }

    /// The hosts of a Docker configuration, as patterns; nil where it cannot be read.
    static func hosts(ofDockerConfig text: String) -> [String]? {
        guard let config = try? DockerConfig(parsing: Array(text.utf8)) else { return nil }
        return config.entries.compactMap { Host.pattern($0.registry) }
    }
}

/// How others write the host of a registry.
enum Host {
    /// What stands in `matchImages` for an address: without scheme and API version, Docker Hub under its one name.
    ///
    /// Nil where no image has it.
    static func pattern(_ address: String) -> String? {
        let text = String(address.trimmed)
        guard !text.isEmpty, !text.contains("@"), DockerConfigKey(text).flaw == nil else { return nil }
        var rest = text[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        for version in ["/v1", "/v2"] where rest.hasSuffix(version) { rest = rest.dropLast(version.count) }
        if ["index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"].contains(rest) { rest = "docker.io" }
        guard rest.contains(where: { ".:".contains($0) }) || rest == "localhost",
            (try? ImagePattern(parsing: String(rest))) != nil
        else { return nil }
        return String(rest)
    }

    /// The hosts of ECR in a region, of one account or of any.
    static func ecr(region: String, account: String = "*") -> String? {
        guard region.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == 0x2D }), !region.isEmpty else { return nil }
        guard account == "*" || account.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        let suffixes = [
            ("cn-", "amazonaws.com.cn"), ("eusc-", "amazonaws.eu"), ("us-isob-", "sc2s.sgov.gov"),
            ("us-isof-", "csp.hci.ic.gov"),
            ("us-iso-", "c2s.ic.gov"), ("eu-isoe-", "cloud.adc-e.uk"),
        ]
        let suffix = suffixes.first { region.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
        return "\(account).dkr.ecr.\(region).\(suffix)"
    }
}
