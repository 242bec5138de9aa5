import Configuration
import Images

/// A source whose tokens are good for one registry each.
protocol RegistryTokenSource: CredentialSource {
    /// The hosts to get a token of; empty where only the image of a fetch tells.
    var registries: [String] { get set }
}

extension RegistryTokenSource {
    /// The same for one of its registries.
    func narrowed(toHost host: String) -> Self { with([host]) }

    /// The same for the image's registry; for none where that is not among its own.
    func narrowed(toRegistryOf image: ImageReference) -> Self {
        with(registries.isEmpty || registries.contains(image.host) ? [image.host] : [])
    }

    private func with(_ registries: [String]) -> Self {
        var source = self
        source.registries = registries
        return source
    }
}
