/// Decodes one file as the kubelet does (`decode` in `pkg/credentialprovider/plugin/config.go`, with apimachinery's codecs).
struct ConfigDecoder {
    let release: KubeletRelease

    /// Go's place where the decoder was made.
    private static let scheme = #""k8s.io/kubernetes/pkg/credentialprovider/plugin/plugin.go:69""#

    /// The kinds that the decoder knows besides, each in its group and version.
    private static let others = [
        "kubelet.config.k8s.io/v1beta1": ["KubeletConfiguration", "SerializedNodeConfigSource"],
        "credentialprovider.kubelet.k8s.io/v1": ["CredentialProviderRequest", "CredentialProviderResponse"],
    ]

    func decode(_ bytes: [UInt8]) throws(GoError) -> ProviderConfig {
        let isJSON = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } == UInt8(ascii: "{")
        var strict: [String] = []
        let value: GoJSON
        if isJSON {
            do {
                value = try GoJSONReader.read(bytes)
            } catch {
                throw GoError("couldn't get version/kind; json parse error: \(error)")
            }
        } else {
            let (document, complaint) = try GoJSON.read(yaml: bytes)
            value = document
            if let complaint { strict.append(complaint.description) }
        }
        let version = try self.version(of: value, bytes)
        strict += try type(in: version).complaints(about: value)
        guard strict.isEmpty || !release.isStrict else {
            throw GoError("strict decoding error: " + strict.joined(separator: ", "))
        }
        // Names count in their exact case, so what a lenient kubelet passes over is just not looked at.
        return ProviderConfig(version == "v1" ? value : value.withoutTokens, release)
    }

    /// The version of the group `kubelet.config.k8s.io`.
    private func version(of value: GoJSON, _ bytes: [UInt8]) throws(GoError) -> String {
        let parse = "couldn't get version/kind; json parse error: json: cannot unmarshal"
        if case .object = value {
        } else if value != .null {
            throw GoError(
                "\(parse) \(value.kind) into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
                    + "Kind string \"json:\\\"kind,omitempty\\\"\" }"
            )
        }
        for key in ["apiVersion", "kind"] {
            guard let member = value[key], member != .null, member.string == nil else { continue }
            throw GoError("\(parse) \(member.kind) into Go struct field .\(key) of type string")
        }
        let (apiVersion, kind) = (value["apiVersion"]?.string ?? "", value["kind"]?.string ?? "")
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw GoError("unexpected GroupVersion string: \(apiVersion)") }
        guard !kind.isEmpty else { throw GoError("Object 'Kind' is missing in '\(text)'") }
        guard !(parts.last ?? "").isEmpty else { throw GoError("Object 'apiVersion' is missing in '\(text)'") }
        if Self.others[apiVersion]?.contains(kind) == true {
            throw GoError("failed to decode \(kind.goQuoted) (wrong Kind)")
        }
        let known = ["v1", "v1beta1", "v1alpha1"].map { "kubelet.config.k8s.io/\($0)" }
        guard kind == "CredentialProviderConfig", known.contains(apiVersion) else {
            throw GoError(
                "no kind \(kind.goQuoted) is registered for version \(apiVersion.goQuoted) in scheme \(Self.scheme)"
            )
        }
        return String(parts[1])
    }

    private func type(in version: String) -> GoType {
        let strings = GoType.list(.string(), named: "[]string")
        let variable = GoType.structure(
            named: "ExecEnvVar",
            package: version,
            fields: ["name": .string(), "value": .string()]
        )
        var attributes: [String: GoType] = [
            "serviceAccountTokenAudience": .string(), "requireServiceAccount": .bool,
            "requiredServiceAccountAnnotationKeys": strings, "optionalServiceAccountAnnotationKeys": strings,
        ]
        if release.knowsCacheType { attributes["cacheType"] = .string(named: "v1.ServiceAccountTokenCacheType") }
        var provider: [String: GoType] = [
            "name": .string(), "matchImages": strings, "defaultCacheDuration": .duration, "apiVersion": .string(),
            "args": strings, "env": .list(variable, named: "[]\(version).ExecEnvVar"),
        ]
        if version == "v1", release.knowsTokenAttributes {
            provider["tokenAttributes"] = .structure(
                named: "ServiceAccountTokenAttributes",
                package: version,
                fields: attributes
            )
        }
        let providers = GoType.structure(named: "CredentialProvider", package: version, fields: provider)
        return .structure(
            named: "CredentialProviderConfig",
            package: version,
            fields: [
                "apiVersion": .string(), "kind": .string(),
                "providers": .list(providers, named: "[]\(version).CredentialProvider"),
            ]
        )
    }
}

extension GoJSON {
    /// The configuration as versions before v1 know it.
    fileprivate var withoutTokens: GoJSON {
        let providers = (self["providers"]?.array ?? []).map { provider in
            GoJSON.object(provider.members.filter { $0.key != "tokenAttributes" })
        }
        return .object(
            members.filter { $0.key != "providers" } + [Member(key: "providers", value: .array(providers))]
        )
    }
}
