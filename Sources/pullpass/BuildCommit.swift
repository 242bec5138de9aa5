/// The commit that the build was made from.
enum BuildCommit {
    /// Put in place by `make build` through `-Xswiftc -D` is not possible for text; see `VersionCommand`.
    static let text = "unknown"
}
