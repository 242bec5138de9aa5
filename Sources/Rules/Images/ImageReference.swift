internal import Text

/// An image name as the kubelet reads it from a Pod (`parsers.ParseImageName`).
///
/// `nginx` is `docker.io/library/nginx` with tag `latest`; `index.docker.io` is `docker.io`; a first component is a host
/// only if it has a dot, a colon or a capital letter, or is `localhost`.
package struct ImageReference: Sendable, Hashable {
    /// The normalised repository, with its host and without tag and digest: `docker.io/library/nginx`.
    package let repository: String
    /// The tag; `latest` when the reference has neither tag nor digest, empty when it has only a digest.
    package let tag: String
    /// The digest with its algorithm, `sha256:…`; empty when there is none.
    package let digest: String

    /// Reads the text of an `image` field.
    ///
    /// - Parameter text: The field, exactly as it stands in the Pod.
    /// - Throws: `ImageReferenceError` where the kubelet would report `InvalidImageName`.
    package init(parsing text: String) throws(ImageReferenceError) {
        let bytes = Array(text.utf8)
        let layout: ReferenceLayout
        do {
            layout = try ReferenceLayout(bytes.span)
        } catch {
            throw ImageReferenceError(image: text, reason: error)
        }
        let host = layout.isDockerHub ? "docker.io" : String(decoding: bytes[layout.host], as: UTF8.self)
        let path = String(decoding: bytes[layout.path], as: UTF8.self)
        repository = host + (layout.isOfficial ? "/library/" : "/") + path
        digest = String(decoding: bytes[layout.digest], as: UTF8.self)
        tag =
            layout.tag.isEmpty && layout.digest.isEmpty
            ? "latest" : String(decoding: bytes[layout.tag], as: UTF8.self)
    }
}

/// Why an image name cannot be read.
package struct ImageReferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rule that the name breaks.
    package enum Reason: Error, Sendable, Hashable {
        /// There is no text.
        case empty
        /// 64 hexadecimal digits: an image ID.
        case identifier
        /// The repository has a capital letter.
        case uppercase
        /// The repository has a character, or an empty component, that no name has.
        case name
        /// The first component looks like a host and is none.
        case host
        /// The tag is empty, longer than 128 characters, or has characters that no tag has.
        case tag
        /// The digest is not sha256, sha384 or sha512 with exactly its lowercase hexadecimal digits.
        case digest
        /// The repository is longer than 255 characters.
        case length
    }

    /// The name as it was given.
    package let image: String
    /// The rule that it breaks.
    package let reason: Reason

    /// What is wrong, and what a readable name looks like.
    package var description: String {
        if let slip { return slip }
        let image = quoted(image)
        return switch reason {
        case .empty: "the image is empty: write a name such as docker.io/library/nginx:1.27"
        case .identifier: "image \(image) is an image ID: write the name of a repository"
        case .uppercase: "image \(image) has a capital letter in its repository: write it in lowercase"
        case .name:
            "image \(image) is no repository name: components are a-z and 0-9, joined by one '.', one or two '_' or any "
                + "number of '-', with single slashes between them"
        case .host: "image \(image) starts with something that is no registry host: write host.example.com[:port]/name"
        case .tag: "image \(image) has no valid tag after ':': up to 128 of A-Z a-z 0-9 _ . - (not '.' or '-' first)"
        case .digest: "image \(image) has no valid digest after '@': write sha256: and 64 lowercase hexadecimal digits"
        case .length: "image \(image) has a repository of more than 255 characters: shorten it"
        }
    }
}

extension ImageReferenceError {
    /// What people copy together with an image, and what to write instead; nil where it is something else.
    private var slip: String? {
        guard [.name, .host, .tag].contains(reason) else { return nil }
        let core = Self.trimmed(image)
        if core != image, !core.isEmpty {
            return
                "image \(quoted(image)) has white space or an invisible character at its start or end: write \(quoted(core))"
        }
        let parts = image.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        return "image \(quoted(image)) has a scheme, which no image has: write \(quoted(String(parts[1])))"
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isInvisible($0) }),
            let last = scalars.lastIndex(where: { !isInvisible($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
            || scalar.properties.generalCategory == .control
    }
}

/// A text from outside for a message: in quotes, cut at 120 characters, with what nobody would see escaped.
func quoted(_ text: String) -> String {
    let head = text.unicodeScalars.prefix(120)
    return "\"\(Printable.visible(String(head)))\(head.endIndex == text.unicodeScalars.endIndex ? "" : "…")\""
}
