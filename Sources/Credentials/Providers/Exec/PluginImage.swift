import Credentials
import Images

/// The image that a plugin is asked for.
enum PluginImage {
    /// The image for a pattern: the configured one where the pattern is for it, otherwise one below the pattern.
    ///
    /// - Parameters:
    ///   - pattern: An entry of `matchImages`.
    ///   - configured: `image` of the configuration.
    /// - Returns: Nil where a wildcard leaves it open which registry is meant.
    static func of(_ pattern: ImagePattern, configured: ImageReference?) -> ImageReference? {
        // A credential for one host must not be paired with the pattern of another.
        if let configured, pattern.matches(configured) { return configured }
        guard !pattern.text.contains("*") else { return nil }
        let key = AuthsKey(pattern: pattern.text)
        let path =
            switch key.path {
            case "", "/": key.isDockerHub ? "/library/pullpass" : "/pullpass"
            case let path where path.hasSuffix("/"): path + "pullpass"
            case let path: path
            }
        guard let image = try? ImageReference(parsing: key.host + key.port + path), pattern.matches(image) else {
            return nil
        }
        return image
    }
}
