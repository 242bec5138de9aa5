/// Files of `Fixtures/`.
enum Fixtures {
    /// The path of a file.
    static func path(_ name: String) -> String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return (parts + ["Fixtures", name[...]]).joined(separator: "/")
    }
}
