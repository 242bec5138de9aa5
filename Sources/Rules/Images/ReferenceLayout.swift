/// Where the pieces of one image reference lie in its bytes.
///
/// The grammar is that of `distribution/reference` as the kubelet calls it (`parsers.ParseImageName`): names are
/// normalised to `docker.io` and `library/` first, then the whole must fit `[host[:port]/]name[:tag][@digest]`.
/// Nothing is copied, so that a webhook can look at images in the request that it has received.
struct ReferenceLayout {
    /// The first path component, port included; empty where the reference names no registry.
    ///
    /// Meaningless when `isDockerHub` is set: `index.docker.io` stands for `docker.io`.
    var host: Range<Int>
    /// Whether the registry is `docker.io`, said or by default.
    var isDockerHub: Bool
    /// Whether `library/` stands in front of `path` in the normalised name.
    var isOfficial: Bool
    /// The repository below the host, without the leading slash.
    var path: Range<Int>
    /// The tag without its colon; empty when there is none.
    var tag: Range<Int>
    /// The digest with its algorithm, without the `@`; empty when there is none.
    var digest: Range<Int>

    /// Reads one reference.
    init(_ image: Span<UInt8>) throws(ImageReferenceError.Reason) {
        let end = image.count
        guard end > 0 else { throw .empty }

        let slash = image.firstIndex(of: ASCII.slash, in: 0..<end)
        let hasHost = slash < end && ReferenceGrammar.looksLikeHost(image, 0..<slash)
        let start = hasHost ? slash + 1 : 0
        host = 0..<(hasHost ? slash : 0)
        isDockerHub =
            !hasHost || image.equals("docker.io", in: host) || image.equals("index.docker.io", in: host)
        isOfficial =
            isDockerHub && (slash == end || (hasHost && image.firstIndex(of: ASCII.slash, in: start..<end) == end))
        if slash == end, ReferenceGrammar.isIdentifier(image) { throw .identifier }

        let nameEnd = ReferenceGrammar.endOfName(image, from: start)
        path = start..<nameEnd
        try ReferenceGrammar.checkName(image, path)

        var next = nameEnd
        tag = nameEnd..<nameEnd
        if next < end, image[next] == ASCII.colon {
            tag = (next + 1)..<ReferenceGrammar.endOfTag(image, from: next + 1)
            guard !tag.isEmpty, tag.count <= 128 else { throw .tag }
            next = tag.upperBound
            guard next == end || image[next] == ASCII.at else { throw .tag }
        }
        digest = end..<end
        if next < end {
            digest = (next + 1)..<end
            guard ReferenceGrammar.isDigest(image, digest) else { throw .digest }
        }

        var nameLength = path.count + (isOfficial ? 8 : 0)
        if !isDockerHub, !ReferenceGrammar.isDomain(image, host) {
            // The grammar falls back to a name without a host where the first component is none: "my_host.corp/app" is
            // such a name, and the kubelet then takes the component for the host after all.
            guard (try? ReferenceGrammar.checkName(image, host)) != nil else { throw .host }
            nameLength += host.count + 1
        }
        guard nameLength <= 255 else { throw .length }
    }
}
