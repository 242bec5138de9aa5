/// An entry of `matchImages` as the kubelet's `URLsMatchStr` takes it.
package struct PlainPattern: Sendable {
    private let url: PlainURL

    /// Reads an entry; nil where the kubelet cannot.
    package init?(_ text: some Sequence<UInt8>) {
        guard let url = try? PlainURL(Array(text)) else { return nil }
        self.url = url
        // A host whose parts are no patterns makes an error with any image.
        guard Self.parts(url.host).allSatisfy({ (try? PlainGlob.match($0, [])) != nil }) else { return nil }
    }

    /// `URLsMatch` with a repository; one that is no URL matches nothing.
    package func matches(_ repository: String) -> Bool {
        guard let target = try? PlainURL(Array(repository.utf8)), url.port == target.port else { return false }
        let (globs, names) = (Self.parts(url.host), Self.parts(target.host))
        guard globs.count == names.count, target.path.starts(with: url.path) else { return false }
        return zip(globs, names).allSatisfy { glob, name in (try? PlainGlob.match(glob, name)) ?? false }
    }

    private static func parts(_ host: [UInt8]) -> [[UInt8]] {
        host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
    }
}
