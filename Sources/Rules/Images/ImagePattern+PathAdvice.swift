extension ImagePattern {
    /// What is odd about the path, which is a plain prefix of `/repository`.
    var pathAdvice: [ImagePatternAdvice] {
        guard url.path.count > 1, !url.path.isEmpty else { return [] }
        if let wildcard = url.path.first(where: Glob.isSpecial) {
            let head = String(decoding: url.path.prefix { $0 != wildcard }, as: UTF8.self)
            return [
                .never(
                    .wildcardInPath,
                    "the path is a plain prefix without wildcards, and no repository has such a character: write "
                        + quoted(authorityText + head)
                )
            ]
        }
        let name = url.path.prefix { $0 != ASCII.colon && $0 != ASCII.at }
        if name.count < url.path.count {
            let isTag = url.path[name.endIndex] == ASCII.colon
            let instead = quoted(authorityText + String(decoding: name, as: UTF8.self))
            return [
                .never(
                    isTag ? .tag : .digest,
                    "images are matched without their \(isTag ? "tag" : "digest"): write \(instead)"
                )
            ]
        }
        // Every beginning of a repository name is one that an "a" can follow.
        let continued = Array(url.path.dropFirst()) + [UInt8(ascii: "a")]
        do {
            try ReferenceGrammar.checkName(continued.span, 0..<continued.count)
        } catch {
            return [.never(.impossiblePath, impossiblePathMessage(error))]
        }
        guard continued.count <= 256 else { return [.never(.impossiblePath, impossiblePathMessage(.length))] }
        return openPathAdvice
    }

    private func impossiblePathMessage(_ reason: ImageReferenceError.Reason) -> String {
        switch reason {
        case .uppercase: "repositories are in lowercase: write \(quoted(authorityText + pathText.lowercased()))"
        case .length: "no repository has more than 255 characters: shorten the path"
        default:
            "no repository starts like that: between single slashes stand a-z and 0-9, joined by one '.', one or two '_' "
                + "or dashes"
        }
    }

    private var openPathAdvice: [ImagePatternAdvice] {
        guard let last = url.path.last, ASCII.isLowerAlphanumeric(last) else { return [] }
        let closed = quoted(authorityText + pathText + "/")
        let siblings = quoted(authorityText + pathText + "-other/app")
        if hostText == "docker.io", url.port.isEmpty, !url.path.dropFirst().contains(ASCII.slash) {
            let official = quoted("docker.io/library" + pathText)
            return [
                .surprising(
                    .openPath,
                    "it also matches \(siblings): write \(closed) for that account, or \(official) for the official image"
                )
            ]
        }
        return [
            .surprising(
                .openPath,
                "it also matches \(siblings): write \(closed) for what is below; one repository alone cannot be matched"
            )
        ]
    }
}
