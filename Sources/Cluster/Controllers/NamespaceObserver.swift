package import Kubernetes

/// A controller that is shown what the keeper of Secrets sees of namespaces: one watch is enough for all.
package protocol NamespaceObserver: Controller {
    /// Takes in what the watch of namespaces shows, all of them first; on the loop.
    ///
    /// Where they are read by name a `synced` comes each minute, of no version.
    func namespaces(_ event: ReflectorEvent<NamespaceObject>)
}
