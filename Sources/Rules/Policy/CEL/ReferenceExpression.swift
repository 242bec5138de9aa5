/// The images of a Pod, as the kubelet reads them, in CEL.
struct ReferenceExpression: Sendable {
    let grammar: ImageGrammar

    /// The texts of all images that the Pod names when it is created.
    static let images = """
        (has(object.spec.containers) ? object.spec.containers : [])
          .filter(c, has(c.image) && c.image != '').map(c, c.image)
        + (has(object.spec.initContainers) ? object.spec.initContainers : [])
          .filter(c, has(c.image) && c.image != '').map(c, c.image)
        + (has(object.spec.volumes) ? object.spec.volumes : [])
          .filter(v, has(v.image) && has(v.image.reference) && v.image.reference != '').map(v, v.image.reference)
        """

    /// So many images a Pod has at most, found without looking at them.
    static let countAtMost = """
        (has(object.spec.containers) ? object.spec.containers.size() : 0)
        + (has(object.spec.initContainers) ? object.spec.initContainers.size() : 0)
        + (has(object.spec.volumes) ? object.spec.volumes.size() : 0)
        """

    /// Makes maps with `image`, the text, and `repository`, with `docker.io/` and `library/` where they are left out.
    ///
    /// Tags and digests stay: patterns are prefixes that end before them.
    static func normalised(_ images: String) -> String {
        """
        \(images).map(i, {
          'image': i,
          'repository':
            !i.matches(\(CEL.regex(ImageGrammar.startsWithHost)))
              ? (i.contains('/') ? 'docker.io/' : 'docker.io/library/') + i :
            i.matches(\(CEL.regex(ImageGrammar.startsWithDockerHub)))
              ? (i.split('/').size() > 2 ? 'docker.io/' : 'docker.io/library/') + i.split('/', 2)[1] :
            i
        })
        """
    }

    /// The maps of the readable images among `variables.images`.
    var references: String {
        """
        \(Self.normalised("variables.images")).filter(r,
        \(CEL.indent(isReadable))
        )
        """
    }

    /// Whether the map `r` holds a name that the kubelet can read.
    var isReadable: String {
        """
        r.repository.matches(\(CEL.regex(grammar.reference)))
        && r.repository.matches(\(CEL.regex(grammar.length)))
        && !r.image.matches(\(CEL.regex(ImageGrammar.identifier)))
        """
    }
}
