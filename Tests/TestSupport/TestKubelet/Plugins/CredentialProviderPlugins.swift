package import Images
internal import Synchronization

/// The plugins of a kubelet, run as recorded in kubelet.md, B4.
///
/// `<bin-dir>/<name> <args>`; the environment of the kubelet, then `env`; the kubelet's directory; the request on standard input,
/// which is closed; a minute. Answers are decoded strictly, and kept by `cacheKeyType` for as long as they say. As many run at once
/// as images are asked for.
package final class CredentialProviderPlugins: Sendable {
    private let providers: [PluginProvider]
    private let failures = Mutex<[String]>([])

    /// Registers the providers of a kubelet that has started.
    ///
    /// - Parameters:
    ///   - start: what it has read.
    ///   - environment: the kubelet's own; nothing but `PATH` unless given.
    ///   - workingDirectory: the kubelet's own.
    ///   - limit: how long a plugin may take; a minute.
    ///   - clock: by which answers are kept.
    package init(
        _ start: KubeletStart,
        environment: [String: String] = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        workingDirectory: String = "/",
        limit: Duration = .seconds(60),
        clock: KubeletClock = .real
    ) {
        let place = PluginProvider.Place(
            binDir: start.binDir,
            environment: environment,
            workingDirectory: workingDirectory,
            limit: limit,
            clock: clock
        )
        providers = start.config.providers.map { PluginProvider($0, place) }
    }

    /// All that the plugins have for an image and a Pod: one provider after the other, in the order of the configuration.
    package func keyring(for image: ImageReference, _ pod: PullingPod = PullingPod()) async -> DockerKeyring {
        var configs: [DockerConfig] = []
        for provider in providers {
            do throws(GoError) {
                if let config = try await provider.provide(image, pod) { configs.append(config) }
            } catch {
                failures.withLock { $0.append(error.description) }
            }
        }
        return DockerKeyring(configs)
    }

    /// What stands behind `"Failed to provide credentials for image" err=` in the kubelet's log, in order.
    package var errors: [String] { failures.withLock { $0 } }

    /// For which images a provider has been run, in order; none for one that is not there.
    package func runs(of name: String) async -> [String] { await provider(name)?.runs ?? [] }

    /// How often an answer of a provider was awaited; at least as often as it has been run.
    package func asks(of name: String) async -> Int { await provider(name)?.asks ?? 0 }

    private func provider(_ name: String) -> PluginProvider? { providers.first { $0.provider.name == name } }
}
