package import Kubernetes

extension FailureLog<String> {
    /// Notes how a watch is doing; `name` is what it watches.
    package mutating func watch(_ name: String, is state: ReflectorState) {
        let subject = "the watch of \(name)"
        switch state {
        case .watching: recovered(subject)
        case .failing(let error): report(subject, "\(subject) does not work: \(error)", error.logFields)
        }
    }
}
