import Images

/// Reads `keys` of a registry: hosts and whole repositories.
struct ExactKeyReader {
    /// The registry's `matchImages`.
    let patterns: [ImagePattern]
    /// Nil where there are none, or where they are wrong.
    let credentials: AnyCredentialSource?

    /// Those that can be used; what is wrong with the others is reported.
    func read(_ field: Field) -> [String] {
        if let credentials, credentials.bringsItsOwnKeys {
            field.error("cannot be added to what \(credentials.kind) brings: write them into its file or Secret")
            return []
        }
        guard let entries = field.list() else { return [] }
        var keys: [String] = []
        for entry in entries {
            guard let text = entry.string() else { continue }
            let shown = ImagePattern.shown(text)
            if let problem = problem(with: text) {
                entry.error("\"\(shown)\" \(problem)")
            } else if keys.contains(text) {
                entry.warning("\"\(shown)\" stands twice: remove one")
            } else if patterns.contains(where: { $0.text == text }) {
                entry.warning("\"\(shown)\" stands in matchImages, and so in the Secret: remove it here")
            } else {
                keys.append(text)
            }
        }
        return keys
    }

    /// What is wrong with a key, as the end of a sentence.
    private func problem(with text: String) -> String? {
        if text.contains("://") { return "has a scheme: write the host, or the host and one repository" }
        if text.contains("*") || text.contains("?") {
            return "has a wildcard, which readers of exact keys take for a character: write each host"
        }
        let key: ImagePattern
        do {
            key = try ImagePattern(parsing: text)
        } catch {
            return "is no key: \(error)"
        }
        if key.isOfDockerHub {
            return
                "is not needed: docker.io in matchImages is written as https://index.docker.io/v1/, which every reader knows. "
                + "Another key of Docker Hub would hide the Secrets that kubectl makes for it"
        }
        if key.path.hasSuffix("/") {
            let example = "\(ImagePattern.shown(text))app"
            return "ends in a slash: write the host alone, or one whole repository, such as \(example)"
        }
        if let advice = key.advice.first(where: { $0.kind != .openPath && $0.kind != .defaultPort }) {
            return "is no key that finds something: \(advice.message)"
        }
        if !key.path.isEmpty, (try? ImageReference(parsing: text))?.repository != text {
            return "is neither a host nor a repository: write registry.example.com, or registry.example.com/team/app"
        }
        guard patterns.contains(where: { $0.covers(key) }) else { return uncovered(key) }
        return nil
    }

    private func uncovered(_ key: ImagePattern) -> String {
        let narrower = patterns.first { key.covers($0) && !$0.path.isEmpty }
        let end = narrower.map {
            ", or write repositories that \($0) covers, such as \($0.text.hasSuffix("/") ? $0.text : "\($0)/")app"
        }
        return
            "is not covered by matchImages, so that the credential is not meant for all of it: write it there\(end ?? "")"
    }
}
