import FoundationEssentials

/// Files of the repository and the executable that was built with the tests.
public enum Repository {
    /// The path of a file, from the root of the repository.
    public static func path(_ file: String) -> String {
        // This file is two folders below the root.
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast(3) + [file[...]]).joined(separator: "/")
    }

    /// The bytes of a file.
    public static func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(file))))
    }

    /// The executable under test: `PULLPASS_BINARY`, or the one that was built beside this test bundle.
    public static func executable() throws -> String {
        if let path = ProcessInfo.processInfo.environment["PULLPASS_BINARY"], !path.isEmpty { return path }
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "pullpass").path
    }
}
