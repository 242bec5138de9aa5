/// Makes images and patterns out of pieces of the vectors, the same ones in every run.
struct Mixer {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let images: [String]
    private let patterns: [String]
    private let hosts: [String]
    private let endings = [
        "", "", ":1", ":latest", ":", "@sha256:abc", "@sha256:" + String(repeating: "a", count: 64), ":5000", "/",
        "/app",
        "/App", "//a", "/a_b", "/a__b", "/a___b", ".", "-", "%", " ", "é",
    ]
    private let ports = ["", "", "", ":5000", ":443", ":", ":x", ":05000"]

    init() throws {
        let rows = try rows("match.jsonl", as: MatchRow.self)
        images = try Set(rows.map(\.image) + parseImages()).sorted()
        patterns = Set(rows.map(\.pattern)).sorted()
        hosts = Set(images.map { String($0.prefix { $0 != "/" && $0 != ":" && $0 != "@" }) }).sorted()
    }

    mutating func image() -> String {
        switch next(4) {
        case 0: pick(images)
        case 1: pick(images) + pick(endings)
        case 2: pick(hosts) + pick(ports) + "/" + pick(images) + pick(endings)
        default: cut(pick(images)) + cut(pick(images))
        }
    }

    mutating func pattern() -> String {
        switch next(6) {
        case 0: pick(patterns)
        case 1: pick(hosts) + pick(ports)
        case 2: starred(pick(hosts)) + pick(ports)
        case 3: pick(hosts) + pick(ports) + "/" + cut(pick(images))
        case 4: "docker.io/" + cut(pick(images))
        default: cut(pick(patterns)) + cut(pick(patterns))
        }
    }

    /// A text with one run of characters replaced by a star.
    private mutating func starred(_ text: String) -> String {
        let start = next(text.count + 1)
        let length = next(text.count - start + 1)
        return text.prefix(start) + "*" + text.dropFirst(start + length)
    }

    private mutating func cut(_ text: String) -> String {
        next(2) == 0 ? String(text.prefix(next(text.count + 1))) : String(text.suffix(next(text.count + 1)))
    }

    private mutating func pick(_ texts: [String]) -> String { texts[next(texts.count)] }

    /// SplitMix64.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}

private func parseImages() throws -> [String] { try rows("parse.jsonl", as: ParseRow.self).map(\.image) }
