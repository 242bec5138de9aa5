import FoundationEssentials

/// Files of the repository and the executable that was built with the tests.
package enum Repository {
    /// The path of a file, from the root of the repository.
    package static func path(_ file: String) -> String {
        // This file is three folders below the root.
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast(4) + [file[...]]).joined(separator: "/")
    }

    /// The bytes of a file.
    package static func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(file))))
    }

    /// The paths of the files of a folder with such an end, in order.
    package static func files(_ folder: String, endingIn end: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).filter { $0.hasSuffix(end) }.sorted().map {
            "\(folder)/\($0)"
        }
    }

    /// The executable under test: `PULLPASS_BINARY`, or the one that was built beside this test bundle.
    package static func executable() throws -> String {
        if let path = ProcessInfo.processInfo.environment["PULLPASS_BINARY"], !path.isEmpty { return path }
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "pullpass").path
    }
}
