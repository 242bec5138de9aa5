internal import Text

extension ImagePattern {
    /// Why no image can have such a host, if none can.
    var impossibleHostAdvice: ImagePatternAdvice? {
        if url.host.isEmpty {
            return .never(.emptyHost, "without a host it matches no image: write one, such as docker.io\(pathText)")
        }
        if hostText == "index.docker.io", url.port.isEmpty {
            return .never(.dockerHub, "an image's index.docker.io is read as docker.io: write \(hubPattern)")
        }
        // In brackets stands an IPv6 address, and its host is none of the following.
        guard !url.authority.contains(ASCII.closeBracket) else { return nil }
        if url.host.contains(UInt8(ascii: ",")) {
            return .never(.impossibleHost, "no host has a comma: make each pattern an entry of its own")
        }
        if let scalar = hostText.unicodeScalars.first(where: {
            !$0.isASCII && (!$0.isVisible || $0.properties.isWhitespace)
        }) {
            return .never(
                .impossibleHost,
                "there is an invisible character in it, \(scalar.escaped(asASCII: true)): type it, or copy it again as plain text"
            )
        }
        if hostText.unicodeScalars.contains(where: { $0.properties.isQuotationMark && !$0.isASCII }) {
            return .never(.impossibleHost, "its quotes are those of a text processor: write \" instead")
        }
        if url.host.contains(where: { $0 >= 0x80 }) {
            return .never(.impossibleHost, "image names are ASCII: write the host in its xn-- form")
        }
        if parts.contains([]) {
            return .never(.impossibleHost, "no host has an empty part: remove the dot too many")
        }
        if !url.host.allSatisfy(Self.isHostOrStar) {
            return .never(.impossibleHost, "image hosts have only letters, digits, '.', '-' and '_': correct the host")
        }
        guard parts.count == 1, url.port.isEmpty, hostText != "localhost" else { return nil }
        guard !url.host.contains(where: { $0 == ASCII.star || ASCII.isUpper($0) }) else { return nil }
        let hub = "docker.io/" + (url.path.isEmpty ? "library/" : "") + hostText + pathText
        return .never(
            .singlePartHost,
            "it stands for a registry, and the host of a registry has a dot or a port or is localhost: write the full "
                + "host, or \(quoted(hub)) for Docker Hub"
        )
    }

    /// What a possible host matches other than it seems to.
    var hostAdvice: [ImagePatternAdvice] {
        guard url.authority.first != ASCII.openBracket else {
            guard url.port.isEmpty else { return [] }
            return [
                .surprising(
                    .addressWithoutPort,
                    "without a port the brackets are read as a set of characters and do not match the address: write "
                        + "the port, as in [::1]:5000"
                )
            ]
        }
        var advice: [ImagePatternAdvice] = []
        let isSinglePart = parts.count == 1 && (url.port.isEmpty || hostText == "*")
        if isSinglePart, url.host.contains(ASCII.star) {
            advice.append(
                .surprising(
                    .singlePartGlob,
                    "a * never takes a dot, so that it matches only hosts without one, such as localhost: write the "
                        + "hosts, or as many parts as they have, as in *.example.com"
                )
            )
        }
        if url.host.contains(ASCII.star), hidesLegacyDockerHub {
            advice.append(
                .surprising(
                    .hidesDockerHub,
                    "it takes in Docker Hub, and in a Pod that gets this key the kubelet no longer tries the Secrets that kubectl makes for "
                        + "Docker Hub (\(Self.legacyDockerHubKey)): write the hosts that are meant, and docker.io for Docker Hub"
                )
            )
        }
        if zip(url.host, url.host.dropFirst()).contains(where: { $0 == (ASCII.star, ASCII.star) }) {
            advice.append(
                .surprising(.doubleStar, "** is the same as *, which never takes a dot: write a * for each part")
            )
        }
        if Self.dockerHubNames.contains(hostText) {
            advice.append(
                .surprising(
                    .dockerHub,
                    "the images of Docker Hub have the host docker.io: write \(hubPattern) for them"
                )
            )
        }
        if url.host.contains(where: ASCII.isUpper) {
            let instead = isSinglePart ? "the registry's full host" : quoted(hostText.lowercased())
            advice.append(
                .surprising(
                    .uppercaseHost,
                    "capital letters match only images that spell the host with them: write \(instead)"
                )
            )
        }
        return advice
    }

    private var hubPattern: String { quoted(Self.pattern(host: hostText, path: pathText)) }

    private static func isHostOrStar(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == ASCII.dot || byte == ASCII.dash || byte == ASCII.underscore
            || byte == ASCII.star
    }
}
