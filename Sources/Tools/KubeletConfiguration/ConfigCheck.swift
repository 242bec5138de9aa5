internal import YAML

/// Reads a CredentialProviderConfig with a kubelet's eyes.
package struct ConfigCheck {
    /// Who reads it.
    private let kubelet: Kubelet
    /// `--image-credential-provider-bin-dir`; nil where programs are not looked at.
    private let folder: String?
    /// What the `--config` of a provider of ours holds.
    private let configuration: (String) -> OwnConfiguration

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - kubelet: who reads it.
    ///   - folder: the directory of plugins; nil where programs are not looked at.
    ///   - configuration: reads what the `--config` of a provider of ours names.
    package init(
        _ kubelet: Kubelet,
        folder: String? = nil,
        configuration: @escaping (String) -> OwnConfiguration = { _ in .unknown }
    ) {
        self.kubelet = kubelet
        self.folder = folder
        self.configuration = configuration
    }

    /// Checks what stands at paths: a file, a directory, or several of them as if they stood in one.
    package func check(_ paths: [String]) -> ConfigReport {
        var finder = ConfigFinder(kubelet)
        for path in paths { finder.take(path) }
        return check(finder.files, at: paths.first ?? "", finder.complaints)
    }

    /// Checks files that were read already.
    package func check(_ files: [ConfigFile]) -> ConfigReport { check(files, at: files.first?.name ?? "", []) }

    private func check(_ files: [ConfigFile], at path: String, _ before: [ConfigComplaint]) -> ConfigReport {
        var complaints = before
        if files.count > 1, !kubelet.version.readsDirectories {
            complaints.append(
                ConfigPlace(file: files[1].name).refused(
                    "is a directory",
                    "a kubelet of \(kubelet.version) takes one file; several came with 1.34, in a directory",
                    fix: "put all providers into one file"
                )
            )
        }
        var decoder = ConfigDecoder(kubelet)
        var areListed = true
        for file in files where !decoder.decode(file) { areListed = false }
        complaints += decoder.complaints
        let found = decoder.found
        // What could not be decoded has nothing more to it.
        let told = decoder.meant.union(
            decoder.complaints.filter { $0.severity == .refused }.map { [$0.file, $0.path] }
        )
        var rules = ProviderRules(kubelet)
        found.forEach { rules.check($0) }
        complaints += rules.complaints.filter { !told.contains([$0.file, $0.path]) }
        complaints += Self.doubled(found, kubelet.version)
        if found.isEmpty, areListed, !files.isEmpty {
            complaints.append(
                ConfigPlace(file: files[0].name, line: 1, path: "providers").refused(
                    "providers: Required value: at least 1 item in plugins is required",
                    "there is no provider",
                    fix: "name one, or take --image-credential-provider-config away"
                )
            )
        }
        if let folder {
            var programs = ProgramRules(folder: folder)
            if programs.checkFolder() { found.forEach { programs.check($0) } }
            complaints += programs.complaints
        }
        var warnings = ProviderWarnings(kubelet)
        found.forEach { warnings.check($0) }
        warnings.checkOrder(found)
        var own = OwnRules()
        for provider in found {
            if let config = OwnArguments(provider.provider.args)?.config { own.check(provider, configuration(config)) }
        }
        own.checkRest()
        return ConfigReport(
            kubelet: kubelet,
            files: files.isEmpty ? [path] : files.map(\.name),
            config: CredentialProviderConfig(providers: found.map(\.provider)),
            hash: files.isEmpty ? nil : ConfigHash.of(files),
            complaints: complaints + warnings.complaints + own.complaints
        )
    }

    /// Names that stand twice, in one file or in two.
    private static func doubled(_ found: [FoundProvider], _ version: KubeletVersion) -> [ConfigComplaint] {
        var first: [String: FoundProvider] = [:]
        var complaints: [ConfigComplaint] = []
        for provider in found {
            let name = provider.provider.name
            guard let other = first[name] else {
                first[name] = provider
                continue
            }
            let quoted = GoWords.quoted(name)
            let words =
                version.readsDirectories
                ? "duplicate provider name \(quoted) found in configuration file(s)"
                : version.keepsOrder
                    ? "providers.name: Duplicate value: \(quoted)"
                    : "Credential provider \(quoted) was registered twice"
            complaints.append(
                provider.place("name").refused(
                    words,
                    "the name is taken by \(other.file):\(other.node.mark.line)",
                    fix:
                        "put what both say into one provider; for the same program twice, make a link to it with another name"
                )
            )
        }
        return complaints
    }
}
