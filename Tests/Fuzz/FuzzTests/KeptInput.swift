import FoundationEssentials
import TestSupport

/// An input that stays in the repository.
struct KeptInput {
    let name: String
    let bytes: [UInt8]

    /// What campaigns have found to reach code that nothing else reaches: a line of Base64 each.
    static func corpus(of body: FuzzBody) throws -> [KeptInput] {
        let file = "Tests/Fuzz/Corpora/\(body.name).txt"
        guard FileManager.default.fileExists(atPath: Repository.path(file)) else { return [] }
        let lines = String(decoding: try Repository.bytes(file), as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        return try lines.dropLast().enumerated().map { index, line in
            guard let data = Data(base64Encoded: String(line)) else {
                throw Malformed(description: "\(file):\(index + 1)")
            }
            return KeptInput(name: "\(file):\(index + 1)", bytes: Array(data))
        }
    }

    /// Inputs that broke a promise once, as they were; the names say which.
    static func findings(of body: FuzzBody) throws -> [KeptInput] {
        let folder = "Tests/Fuzz/Findings/\(body.name)"
        guard FileManager.default.fileExists(atPath: Repository.path(folder)) else { return [] }
        return try Repository.files(folder, endingIn: "").map { KeptInput(name: $0, bytes: try Repository.bytes($0)) }
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }
}
