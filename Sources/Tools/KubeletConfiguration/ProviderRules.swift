internal import Configuration
internal import Images
internal import KubeletProtocol
internal import Text

/// What a kubelet validates of each provider (`validateCredentialProviderConfig`), in its order.
struct ProviderRules {
    let kubelet: Kubelet
    private(set) var complaints: [ConfigComplaint] = []

    init(_ kubelet: Kubelet) { self.kubelet = kubelet }

    /// Checks a provider by itself.
    mutating func check(_ found: FoundProvider) {
        checkName(found)
        let provider = found.provider
        if provider.apiVersion.isEmpty {
            refuse(
                found.place("apiVersion"),
                "providers.apiVersion: Required value",
                "the version in which the plugin is asked is missing",
                fix: "write apiVersion: \(CredentialProviderConfig.protocolVersion)"
            )
        } else if !Self.protocols.contains(provider.apiVersion) {
            let supported = Self.protocols.map { "\"\($0)\"" }.joined(separator: ", ")
            refuse(
                found.place("apiVersion"),
                "providers.apiVersion: Unsupported value: \(GoWords.quoted(provider.apiVersion)): supported values: \(supported)",
                "no kubelet asks plugins in this version"
                    + (provider.apiVersion.hasPrefix(CredentialProviderConfig.group)
                        ? "; it is that of the file, not that of the plugin" : ""),
                fix: "write \(CredentialProviderConfig.protocolVersion)"
            )
        }
        if provider.matchImages.isEmpty {
            refuse(
                found.place("matchImages"),
                "providers.matchImages: Required value: at least 1 item in matchImages is required",
                "the plugin would be run for no image",
                fix: "name registries, such as \"*.dkr.ecr.*.amazonaws.com\""
            )
        }
        for (index, pattern) in provider.matchImages.enumerated() {
            checkPattern(pattern, found.place("matchImages", element: index))
        }
        checkDuration(found)
        if let token = provider.tokenAttributes { checkToken(token, found) }
    }

    private static let protocols = CredentialProviderConfig.versions.map { "credentialprovider.kubelet.k8s.io/\($0)" }

    private mutating func checkName(_ found: FoundProvider) {
        let name = found.provider.name
        let start = "providers.name: Invalid value: \(GoWords.quoted(name)): provider name cannot "
        let place = found.place("name")
        let fix = "write the name of the program in the directory of plugins, and nothing else"
        if name.isEmpty {
            // Nothing checks it before the program is looked for, which then is the directory itself.
            refuse(place, "error inspecting binary executable", "the provider has no name", fix: fix)
        }
        if name.contains("/") {
            refuse(
                place,
                start + "contain '/'",
                "the program is looked for in the directory of plugins alone",
                fix: fix
            )
        }
        if name.contains(" ") { refuse(place, start + "contain spaces", "no name may have one", fix: fix) }
        if name == "." || name == ".." { refuse(place, start + "be '\(name)'", "that is a directory", fix: fix) }
    }

    private mutating func checkPattern(_ pattern: String, _ place: ConfigPlace) {
        do throws(ImagePatternError) {
            _ = try ImagePattern(parsing: pattern)
        } catch {
            let words = GoWords.flaw(ofPattern: pattern, error.reason)
            guard error.reason != .malformedGlob else {
                complaints.append(
                    place.warning("the kubelet cannot match it with any image", fix: error.description, words: words)
                )
                return
            }
            refuse(
                place,
                "providers.matchImages: Invalid value: \(GoWords.quoted(pattern)): match image is invalid: \(words)",
                "the kubelet reads a pattern as a URL without its scheme, and cannot read this one",
                fix: error.description
            )
        }
    }

    private mutating func checkDuration(_ found: FoundProvider) {
        let place = found.place("defaultCacheDuration")
        guard let text = found.provider.defaultCacheDuration else {
            refuse(
                place,
                "providers.defaultCacheDuration: Required value",
                "nothing says how long an answer is kept that does not say so itself",
                fix: "write defaultCacheDuration: 10m; 0s keeps nothing"
            )
            return
        }
        guard let duration = GoDuration.read(text), duration < .zero else { return }
        refuse(
            place,
            "providers.defaultCacheDuration: Invalid value: \(GoWords.quoted(GoWords.text(duration))): "
                + (kubelet.version < KubeletVersion(minor: 36) ? "defaultCacheDuration " : "")
                + "must be greater than or equal to 0",
            "it is negative",
            fix: "write 0s to keep nothing"
        )
    }

    private mutating func checkToken(
        _ token: CredentialProviderConfig.TokenAttributes,
        _ found: FoundProvider
    ) {
        let start = "providers.tokenAttributes"
        func place(_ key: String) -> ConfigPlace { found.place("tokenAttributes", key) }
        if !kubelet.takesTokens {
            refuse(
                found.place("tokenAttributes"),
                "\(start): Forbidden: tokenAttributes is not supported when \(Kubelet.tokenGate) feature gate is disabled",
                kubelet.version < KubeletVersion(minor: 34)
                    ? "the feature gate is off in \(kubelet.version) unless somebody switches it on"
                    : "the feature gate was switched off",
                fix: "run the kubelet with --feature-gates \(Kubelet.tokenGate)=true (and give check-config the same)"
            )
        }
        if token.audience.isEmpty {
            refuse(
                place("serviceAccountTokenAudience"),
                "\(start).serviceAccountTokenAudience: Required value",
                "nothing says for whom the token is",
                fix: "write the audience that the registry's token service wants"
            )
        }
        if token.requiresServiceAccount == nil {
            refuse(
                place("requireServiceAccount"),
                "\(start).requireServiceAccount: Required value",
                "nothing says whether the plugin is run for Pods without a ServiceAccount",
                fix: "write requireServiceAccount: true; static Pods have none"
            )
        }
        if found.provider.apiVersion != CredentialProviderConfig.protocolVersion {
            refuse(
                found.place("tokenAttributes"),
                "\(start): Forbidden: tokenAttributes is only supported for \(CredentialProviderConfig.protocolVersion) API version",
                "requests of older versions bring no token",
                fix: "write apiVersion: \(CredentialProviderConfig.protocolVersion) in this provider"
            )
        }
        if token.requiresServiceAccount == false, !token.requiredAnnotations.isEmpty {
            refuse(
                place("requiredServiceAccountAnnotationKeys"),
                "\(start).requiredServiceAccountAnnotationKeys: Forbidden: "
                    + "requireServiceAccount cannot be false when requiredServiceAccountAnnotationKeys is set",
                "annotations are required of a ServiceAccount that is not required",
                fix: "write requireServiceAccount: true, or name the keys in optionalServiceAccountAnnotationKeys"
            )
        }
        checkAnnotations(token.requiredAnnotations, "requiredServiceAccountAnnotationKeys", found)
        checkAnnotations(token.optionalAnnotations, "optionalServiceAccountAnnotationKeys", found)
        let both = Set(token.requiredAnnotations).intersection(token.optionalAnnotations)
        if !both.isEmpty {
            refuse(
                found.place("tokenAttributes"),
                "\(start): Invalid value: [\(both.sorted().map(GoWords.quoted).joined(separator: ","))]: "
                    + "annotation keys cannot be both required and optional",
                "\(Printable.list(both)): one of the two lists has to go without",
                fix: "leave it in the one that is meant"
            )
        }
        if kubelet.version.hasCacheType { checkCacheType(token, place("cacheType")) }
    }

    private mutating func checkCacheType(_ token: CredentialProviderConfig.TokenAttributes, _ place: ConfigPlace) {
        let fix = "write ServiceAccount, or Token where the password is the token, or lives no longer than it"
        switch token.cacheType ?? "" {
        case "":
            refuse(
                place,
                "providers.tokenAttributes.cacheType: Required value: cacheType is required to be set when tokenAttributes is "
                    + "specified. Supported values are: ServiceAccount, Token",
                "nothing says for whom an answer is kept",
                fix: fix
            )
        case "ServiceAccount", "Token": break
        case let other:
            refuse(
                place,
                "providers.tokenAttributes.cacheType: Unsupported value: \(GoWords.quoted(other)): "
                    + "supported values: \"ServiceAccount\", \"Token\"",
                "there are two",
                fix: fix
            )
        }
    }

    private mutating func checkAnnotations(_ keys: [String], _ list: String, _ found: FoundProvider) {
        var seen: Set<String> = []
        for (index, key) in keys.enumerated() {
            let place = found.place("tokenAttributes", list, element: index)
            let start = "providers.tokenAttributes.\(list): "
            if let problem = NameRules.problem(ofLabelKey: key.lowercased()) {
                let part =
                    problem.contains("before /")
                    ? "prefix part" : problem.hasPrefix("has more") ? "must consist of" : "name part"
                refuse(
                    place,
                    start + "Invalid value: \(GoWords.quoted(key)): \(part)",
                    "no annotation has such a key: it \(problem)",
                    fix: "write it as it stands on the ServiceAccount, such as eks.amazonaws.com/role-arn"
                )
            }
            if !seen.insert(key).inserted {
                refuse(
                    place,
                    start + "Duplicate value: \(GoWords.quoted(key))",
                    "the key is in the list already",
                    fix: "take it away"
                )
            }
        }
    }

    private mutating func refuse(_ place: ConfigPlace, _ words: String, _ meaning: String, fix: String) {
        complaints.append(place.refused(words, meaning, fix: fix))
    }
}
