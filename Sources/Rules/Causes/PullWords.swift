/// A message about a pull, in which the words of kubelets, runtimes and registries are looked for.
///
/// They are those of the kubelet (`pkg/kubelet/images`, `pkg/credentialprovider`), containerd 1.6 to 2.x, CRI-O, and of the registries' own
/// answers as both pass them on.
struct PullWords {
    /// How many characters of a message are looked at: the kubelet's reports repeat the image and the URL for each try.
    static let longest = 4096

    /// In lowercase, without the images and URLs that it names: whoever names a repository shall not choose the words.
    private let bytes: [UInt8]

    init(_ message: String) {
        var bytes = message.utf8.prefix(Self.longest).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        Self.blank(&bytes, Self.quotedPlaces(bytes) + Self.openPlaces(bytes))
        self.bytes = bytes
    }

    private static func blank(_ bytes: inout [UInt8], _ places: [Range<Int>]) {
        for index in places.joined() { bytes[index] = UInt8(ascii: "/") }
    }

    /// What stands between quotes and has a slash, or is called an image; other words stand there, too.
    private static func quotedPlaces(_ bytes: [UInt8]) -> [Range<Int>] {
        let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
        return stride(from: 0, to: quotes.count - 1, by: 2).compactMap { pair in
            let inside = (quotes[pair] + 1)..<quotes[pair + 1]
            let isImage = ["image ", "reference ", "name "].contains { bytes[..<quotes[pair]].ends(with: $0) }
            return isImage || bytes[inside].contains(UInt8(ascii: "/")) ? inside : nil
        }
    }

    /// What has a slash without quotes, and the tag that CRI-O names apart from its repository.
    private static func openPlaces(_ bytes: [UInt8]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        for word in bytes.split(whereSeparator: { " \n\"".utf8.contains($0) }) {
            // "ghcr.io/acme/app:1: not found": the colon belongs to the words.
            let place = word.startIndex..<(word.last == UInt8(ascii: ":") ? word.endIndex - 1 : word.endIndex)
            let isTag = bytes[..<word.startIndex].ends(with: "reading manifest ")
            let isKnown = slashed.contains { bytes[place].elementsEqual($0.utf8) }
            if isTag || word.contains(UInt8(ascii: "/")) && !isKnown { places.append(place) }
        }
        return places
    }

    /// Words with a slash that are no place.
    private static let slashed = ["i/o", "username/password"]

    /// Whether it has a word of a kind.
    func contains(_ kind: PullFailure.Kind) -> Bool {
        let words = Self.words(of: kind)
        // Of the node's own store containerd says so as well, and of an answer that is no manifest.
        if kind == .notFound, Self.notOfRegistries.contains(where: has) { return false }
        // What a Go program says of bad JSON it says of a registry's answer, too: only the kubelet says nothing else.
        guard kind == .unreadableSecret else { return words.contains(where: has) }
        let start = start
        return words.contains { start.starts(with: $0.utf8) }
    }

    private static let notOfRegistries = ["snapshot ", "content digest ", "content store", "unexpected media type"]

    /// What is behind the kubelet's own words.
    private var start: ArraySlice<UInt8> {
        var rest = bytes[...]
        for words in ["failed to pull image ", "back-off pulling image "] where rest.starts(with: words.utf8) {
            guard let end = rest.indices.first(where: { rest[$0...].starts(with: "\": ".utf8) }) else { return [] }
            rest = rest[(end + 3)...]
        }
        for words in ["error: ", "errimagepull: "] where rest.starts(with: words.utf8) {
            rest = rest.dropFirst(words.utf8.count)
        }
        return rest
    }

    /// Whether an Event's message is about an image: `Failed` is the reason of others, too.
    var isOfImage: Bool {
        ["pull image", "apply default image tag", "inspect image", "container image"].contains(where: has)
    }

    /// Whether a token was asked for without a credential, or none was there to send.
    var isAnonymous: Bool {
        ["fetch anonymous token", "no basic auth credentials", "unauthenticated request"].contains(where: has)
    }

    private func has(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first, bytes.count >= word.count else { return false }
        return bytes[...(bytes.count - word.count)].indices.contains { index in
            bytes[index] == first && bytes[index...].starts(with: word)
        }
    }

    private static func words(of kind: PullFailure.Kind) -> [String] {
        switch kind {
        case .unreadableSecret:
            [
                "illegal base64 data at input byte", "unable to parse auth field", "json: cannot unmarshal",
                "invalid character '", "unexpected end of json input",
            ]
        case .name:
            [
                "invalidimagename", "couldn't parse image", "failed to apply default image tag",
                "invalid reference format",
            ]
        case .absent: ["errimageneverpull", "is not present with pull policy of never"]
        case .quota: ["exceeded quota"]
        case .authentication:
            [
                "status: 401", "401 unauthorized", "status code 401", "unauthorized", "authentication required",
                "no basic auth credentials", "incorrect username or password",
                "invalid username/password", "authorization token has expired", "unauthenticated request",
            ]
        case .denied:
            [
                "status: 403", "403 forbidden", "status code 403", "forbidden", "insufficient_scope",
                "pull access denied", "denied:", "resource is denied",
                "permission \"artifactregistry.", "permission 'artifactregistry.",
            ]
        case .throttled:
            ["429 too", "status code 429", "toomanyrequests", "too many requests", "rate limit", "pull qps exceeded"]
        case .notFound:
            [
                "404 not found", "status code 404", "manifest unknown", "manifest_unknown", "name unknown",
                "name_unknown", "repository name not known",
                ": not found", "does not exist in the registry",
            ]
        case .platform:
            [
                "no match for platform", "no image found in manifest list for architecture",
                "no image found in image index for architecture", "exec format error",
            ]
        case .policy: ["signaturevalidationfailed", "signature validation failed", "source image rejected"]
        case .disk: ["no space left on device", "disk quota exceeded", "read-only file system"]
        case .certificate:
            [
                "x509:", "tls: failed to verify", "server gave http response to https client",
                "does not look like a tls handshake",
            ]
        case .network:
            [
                "no such host", "connection refused", "i/o timeout", "deadline exceeded", "handshake timeout",
                "connection reset",
                "no route to host", "network is unreachable", "server misbehaving", "proxyconnect", "client.timeout",
                ": eof", "unexpected eof", "connection timed out", "host is down",
                "500 internal server", "502 bad gateway", "503 service", "504 gateway", "registryunavailable",
            ]
        case .other: []
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
