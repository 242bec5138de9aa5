import FoundationEssentials

/// The files in the folder `Fixtures` of a test target.
package struct Fixtures: Sendable {
    /// The path of the folder.
    package let folder: String

    /// - Parameter target: The target's folder in `Tests`, such as `Rules/ImagesTests`.
    package init(of target: String) { folder = Repository.path("Tests/\(target)/Fixtures") }

    /// The path of a file.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// The bytes of a file.
    package func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }

    /// The text of a file.
    package func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// What a file of one JSON value says.
    package func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try bytes(name)))
    }

    /// What a file of one JSON value a line says.
    package func rows<Row: Decodable>(_ name: String, as type: Row.Type = Row.self) throws -> [Row] {
        try bytes(name).split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: Data($0)) }
    }

    /// The names of the files in a folder in it, sorted.
    package func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
    }
}
