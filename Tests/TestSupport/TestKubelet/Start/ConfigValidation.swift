internal import Images

/// `validateCredentialProviderConfig` of `pkg/credentialprovider/plugin/config.go`.
struct ConfigValidation {
    private static let group = "credentialprovider.kubelet.k8s.io"

    let release: KubeletRelease
    /// As the kubelet prints them, in its order.
    private(set) var errors: [String] = []

    init(_ config: ProviderConfig, _ release: KubeletRelease) {
        self.release = release
        if config.providers.isEmpty { add("providers", "Required value: at least 1 item in plugins is required") }
        for provider in config.providers { validate(provider) }
    }

    /// All of them as one error; nil without any.
    var aggregate: String? {
        switch errors.count {
        case 0: nil
        case 1: errors[0]
        default: "[" + errors.joined(separator: ", ") + "]"
        }
    }

    private mutating func add(_ field: String, _ words: String) {
        let text = "\(field): \(words)"
        if !errors.contains(text) { errors.append(text) }
    }

    private mutating func validate(_ provider: ProviderConfig.Provider) {
        let name = provider.name
        let faults = [
            (name.contains("/"), "provider name cannot contain '/'"),
            (name.contains(" "), "provider name cannot contain spaces"),
            (name == ".", "provider name cannot be '.'"), (name == "..", "provider name cannot be '..'"),
        ]
        for (isFault, words) in faults where isFault {
            add("providers.name", "Invalid value: \(name.goQuoted): \(words)")
        }
        let versions = ["v1", "v1alpha1", "v1beta1"].map { "\(Self.group)/\($0)" }
        if provider.apiVersion.isEmpty {
            add("providers.apiVersion", required("apiVersion is required"))
        } else if !versions.contains(provider.apiVersion) {
            let supported = versions.map(\.goQuoted).joined(separator: ", ")
            add(
                "providers.apiVersion",
                "Unsupported value: \(provider.apiVersion.goQuoted): supported values: \(supported)"
            )
        }
        if provider.matchImages.isEmpty {
            add("providers.matchImages", "Required value: at least 1 item in matchImages is required")
        }
        for image in provider.matchImages {
            guard let fault = fault(of: image) else { continue }
            add("providers.matchImages", "Invalid value: \(image.goQuoted): match image is invalid: \(fault)")
        }
        validate(provider.defaultCacheDuration)
        if let attributes = provider.tokenAttributes { validate(attributes, of: provider) }
    }

    /// Up to 1.32 the name of the field stood behind it.
    private func required(_ words: String) -> String {
        release.minor < 33 ? "Required value: \(words)" : "Required value"
    }

    private mutating func validate(_ duration: Duration?) {
        let field = "providers.defaultCacheDuration"
        guard let duration else { return add(field, required("defaultCacheDuration is required")) }
        guard duration < .zero else { return }
        let text = GoTime(nanoseconds: Int64(duration / .nanoseconds(1))).text
        let words = release.minor < 36 ? "defaultCacheDuration must be" : "must be"
        add(field, "Invalid value: \(text.goQuoted): \(words) greater than or equal to 0")
    }

    private mutating func validate(_ attributes: ProviderConfig.TokenAttributes, of provider: ProviderConfig.Provider) {
        let field = "providers.tokenAttributes"
        if !release.allowsTokenAttributes {
            add(
                field,
                "Forbidden: tokenAttributes is not supported when KubeletServiceAccountTokenForCredentialProviders "
                    + "feature gate is disabled"
            )
        }
        if attributes.audience.isEmpty { add("\(field).serviceAccountTokenAudience", "Required value") }
        if attributes.requireServiceAccount == nil { add("\(field).requireServiceAccount", "Required value") }
        if provider.apiVersion != "\(Self.group)/v1" {
            add(field, "Forbidden: tokenAttributes is only supported for \(Self.group)/v1 API version")
        }
        if attributes.requireServiceAccount == false, !attributes.requiredKeys.isEmpty {
            add(
                "\(field).requiredServiceAccountAnnotationKeys",
                "Forbidden: requireServiceAccount cannot be false when requiredServiceAccountAnnotationKeys is set"
            )
        }
        validate(attributes.requiredKeys, "\(field).requiredServiceAccountAnnotationKeys")
        validate(attributes.optionalKeys, "\(field).optionalServiceAccountAnnotationKeys")
        let both = Set(attributes.requiredKeys).intersection(attributes.optionalKeys).sorted()
        if !both.isEmpty {
            let list = both.map(\.goQuoted).joined(separator: ",")
            add(field, "Invalid value: [\(list)]: annotation keys cannot be both required and optional")
        }
        guard release.knowsCacheType, !["ServiceAccount", "Token"].contains(attributes.cacheType) else { return }
        if attributes.cacheType.isEmpty {
            add(
                "\(field).cacheType",
                "Required value: cacheType is required to be set when tokenAttributes is specified. "
                    + "Supported values are: ServiceAccount, Token"
            )
        } else {
            let words = #"supported values: "ServiceAccount", "Token""#
            add("\(field).cacheType", "Unsupported value: \(attributes.cacheType.goQuoted): \(words)")
        }
    }

    private mutating func validate(_ keys: [String], _ field: String) {
        for (index, key) in keys.enumerated() {
            for words in QualifiedName.faults(of: key.lowercased()) {
                add(field, "Invalid value: \(key.goQuoted): \(words)")
            }
            if keys[..<index].contains(key) { add(field, "Duplicate value: \(key.goQuoted)") }
        }
    }

    /// Why `url.Parse` does not take `https://` and the entry; nil where it does.
    private func fault(of image: String) -> String? {
        do {
            _ = try ImagePattern(parsing: image)
            return nil
        } catch {
            let host = image.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let words: String
            switch error.reason {
            // It is the matcher that cannot read it, for which the kubelet starts all the same.
            case .malformedGlob: return nil
            case .port: words = "invalid port \(String(host.drop { $0 != ":" }).goQuoted) after host"
            case .hostCharacter:
                let odd = host.first { " \\^`{|}".contains($0) }.map(String.init) ?? ""
                words = "invalid character \(odd.goQuoted) in host name"
            case .controlCharacter: words = "net/url: invalid control character in URL"
            case .user: words = "net/url: invalid userinfo"
            case .brackets: words = "missing ']' in host"
            case .escape: words = "invalid URL escape \(Self.badEscape(of: image).goQuoted)"
            }
            return "parse \("https://\(image)".goQuoted): \(words)"
        }
    }

    /// The first escape that is none, or that a host may not have.
    private static func badEscape(of image: String) -> String {
        let escapes = image.indices.filter { image[$0] == "%" }.map { image[$0...].prefix(3) }
        let broken = escapes.first { $0.count < 3 || !$0.dropFirst().allSatisfy(\.isHexDigit) }
        return String(broken ?? escapes.first ?? "")
    }
}
