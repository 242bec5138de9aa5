import FoundationEssentials
import PlainReadings

@testable import Images

extension FuzzBody {
    /// The text of a `.dockerconfigjson`: read as Go reads it, found as the kubelet finds it, and changed without touching anything else.
    static let dockerconfig = FuzzBody(
        "dockerconfig",
        maximumLength: 2048,
        seeds: DockerConfigSeeds.texts.map { Array($0.utf8) },
        words: DockerConfigSeeds.words
    ) { bytes throws(BrokenPromise) in
        try holdLegacy(bytes)
        let tree = Result { () throws(ReferenceJSON.Malformed) in try ReferenceJSON(parsing: bytes) }
        let config: DockerConfig
        do throws(DockerConfigError) {
            config = try DockerConfig(parsing: bytes)
        } catch {
            return try holdPlace(of: error, tree, bytes.count)
        }
        if case .failure(let fault) = tree, !bytes.isEmpty, fault.reason != "invalid UTF-8" {
            throw BrokenPromise("what is no JSON is no credentials file: \(fault)")
        }
        if case .success(let tree) = tree { try holdEntries(config, tree) }
        _ = (config.firstFlaw, config.imagePatterns)
        try holdKeyring(config)
        try holdEdits(bytes)
    }

    private static func holdPlace(
        of error: DockerConfigError,
        _ tree: Result<ReferenceJSON, ReferenceJSON.Malformed>,
        _ count: Int
    ) throws(BrokenPromise) {
        try hold(!error.description.isEmpty, "an error has words")
        switch (error.reason, tree) {
        case (.syntax(let place), .success): throw BrokenPromise("JSON is JSON: \(error) at \(place)")
        case (.syntax(let place), .failure(let fault)):
            try hold(place <= count, "an error is in the text")
            // A reader that is looked at first for its members may find another fault first, but none before the text goes wrong.
            try hold(
                place >= fault.offset || fault.reason == "invalid UTF-8",
                "the text is right up to \(fault): \(place)"
            )
        default: break
        }
    }

    /// Entries whose `auth` is plain base64 say what is in it.
    private static func holdEntries(_ config: DockerConfig, _ tree: ReferenceJSON) throws(BrokenPromise) {
        let lists = (tree.members ?? []).filter { $0.key.lowercased() == "auths" }
        guard lists.count == 1, let members = lists[0].value.members else { return }
        let keys = members.map { Array($0.key.utf8) }
        guard Set(keys).count == keys.count else { return }
        try holdEqual(config.entries.map { Array($0.registry.utf8) }, keys, "each key once, in the order of the file")
        for (entry, member) in zip(config.entries, members) {
            let fields = member.value.members ?? []
            guard Set(fields.map { $0.key.lowercased() }).count == fields.count else { continue }
            func text(_ name: String) -> String? { fields.first { $0.key.lowercased() == name }?.value.string }
            if let auth = text("auth"), !auth.isEmpty {
                guard let decoded = Data(base64Encoded: auth), decoded.base64EncodedString() == auth else { continue }
                let login = String(decoding: decoded, as: UTF8.self)
                try holdEqual("\(entry.credential.username):\(entry.credential.password)", login, "auth wins, whole")
                try hold(
                    !entry.credential.username.utf8.contains(UInt8(ascii: ":")),
                    "its first colon ends the user name"
                )
            } else {
                try holdEqual(entry.credential.username, text("username") ?? "", "the user name")
                try holdEqual(entry.credential.password, text("password") ?? "", "the password")
            }
        }
    }

    private static func holdKeyring(_ config: DockerConfig) throws(BrokenPromise) {
        var plain = PlainKeyring()
        for (index, entry) in config.entries.enumerated() { plain.add("\(index)", for: entry.registry) }
        let numbered = config.entries.enumerated().map { index, entry in
            DockerConfig.Entry(
                registry: entry.registry,
                credential: DockerCredential(username: "\(index)", password: "p")
            )
        }
        let keyring = DockerKeyring([DockerConfig(entries: numbered)])
        let images = [
            "docker.io/library/nginx", "ghcr.io/acme/app", "r.io:5000/a/b", "localhost/x", "[::1]:5000/x", "",
            "a.b.c/v1/x",
        ]
        // What the keys themselves are written for, but for an escaped byte beyond ASCII: of one in a host Go makes a host that is no text,
        // and no image that is pulled has an escape at all.
        let own = config.entries.lazy.map { $0.registry.replacing("https://", with: "") + "/app" }
            .filter { !$0.contains(/%[89A-Fa-f]/) }
        for image in images + own.prefix(8) {
            try holdEqual(keyring.lookup(image).map(\.username), plain.lookup(image), "the credentials for \(image)")
        }
    }

    /// What was added and goes again leaves no trace, and changes nothing on the way.
    private static func holdEdits(_ bytes: [UInt8]) throws(BrokenPromise) {
        guard let text = try? DockerConfigText(bytes) else { return }
        try holdEqual(text.applying(DockerConfigText.Edit()), bytes, "no change changes nothing")
        let key = "new.example.com/\"x"
        guard !text.keys.contains(key) else { return }
        var edit = DockerConfigText.Edit()
        edit.added = [(key, #"{"auth":"YzpkZQ=="}"#)]
        guard let after = try? DockerConfigText(text.applying(edit)) else {
            throw BrokenPromise("a file can be read with one entry more")
        }
        let entry = DockerConfig.Entry(registry: key, credential: DockerCredential(username: "c", password: "de"))
        try holdEqual(after.config.entries, text.config.entries + [entry], "an entry is added behind the others")
        var back = DockerConfigText.Edit()
        back.removed = [key]
        back.emptied = text.emptied
        try holdEqual(after.applying(back), bytes, "what was added and goes again leaves no trace")
        for name in Set(text.keys).sorted().prefix(2) {
            var edit = DockerConfigText.Edit()
            edit.removed = [name]
            guard let less = try? DockerConfigText(text.applying(edit)) else {
                throw BrokenPromise("a file can be read without an entry")
            }
            try holdEqual(
                less.config.entries,
                text.config.entries.filter { $0.registry != name },
                "an entry goes, and the others stay"
            )
        }
    }

    /// `.dockercfg`, whose text is what stands below `auths`.
    private static func holdLegacy(_ bytes: [UInt8]) throws(BrokenPromise) {
        let legacy = try? DockerConfig(parsing: bytes, as: .dockercfg)
        let wrapped = try? DockerConfig(parsing: Array(#"{"auths":"#.utf8) + bytes + Array("}".utf8))
        guard let legacy, !bytes.isEmpty else { return }
        try holdEqual(wrapped?.entries, legacy.entries, "a .dockercfg is what a .dockerconfigjson has below auths")
    }
}

extension Result where Failure == ReferenceJSON.Malformed {
    fileprivate init(_ body: () throws(Failure) -> Success) { self.init(catching: body) }
}
