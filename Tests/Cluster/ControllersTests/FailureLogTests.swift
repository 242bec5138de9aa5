import Controllers
import Kubernetes
import Logging
import TestSupport
import Testing

@Suite("Failure log")
struct FailureLogTests {
    private let log = LogLines()

    @Test("A failure is logged once, until it is another or was none")
    func once() {
        var failures = FailureLog<String>(logger: log.makeLogger())
        failures.report("writing", "writing failed: 403")
        failures.report("writing", "writing failed: 403")
        failures.report("reading", "reading failed")
        failures.report("writing", "writing failed: 500")
        failures.report("writing", "writing failed: 403")
        #expect(
            log.messages == [
                "error writing failed: 403", "error reading failed", "error writing failed: 500",
                "error writing failed: 403",
            ]
        )
        #expect(failures.messages == ["reading failed", "writing failed: 403"])
    }

    @Test("That a failure is over is told where there was one")
    func recovery() {
        var failures = FailureLog<String>(logger: log.makeLogger())
        failures.recovered("writing")
        failures.report("writing", "writing failed")
        failures.recovered("writing")
        failures.recovered("writing")
        failures.report("namespaces", "cannot be read")
        failures.recovered("namespaces", as: "the watch of namespaces")
        #expect(
            log.messages == [
                "error writing failed", "notice writing works again", "error cannot be read",
                "notice the watch of namespaces works again",
            ]
        )
        #expect(failures.messages.isEmpty)
    }

    @Test("A failure that is forgotten without a word is logged when it comes back")
    func forgotten() {
        var failures = FailureLog<String>(logger: log.makeLogger(), level: .warning)
        failures.report("it", "it failed")
        failures.clear("it")
        failures.report("it", "it failed")
        #expect(log.messages == ["warning it failed", "warning it failed"])
    }

    @Test("Errors are told apart by what they are, not by their words")
    func errors() {
        var failures = FailureLog<KubernetesError>(logger: log.makeLogger())
        let refused = KubernetesError(verb: "get", path: "/a", cause: .transport("refused"))
        failures.report("a", refused, "first")
        failures.report("a", refused, "the same in other words")
        failures.report("a", KubernetesError(verb: "get", path: "/a", cause: .cancelled), "second")
        #expect(log.messages == ["error first", "error second"])
        #expect(failures.failures["a"]?.isCancelled == true)
    }

    @Test("A watch that fails is told, and that it works again")
    func watch() {
        var failures = FailureLog<String>(logger: log.makeLogger())
        let error = KubernetesError(verb: "watch", path: "/api/v1/namespaces", cause: .transport("refused"))
        failures.watch("namespaces", is: .watching)
        failures.watch("namespaces", is: .failing(error))
        failures.watch("namespaces", is: .failing(error))
        failures.watch("namespaces", is: .watching)
        #expect(
            log.messages == [
                "error the watch of namespaces does not work: \(error)", "notice the watch of namespaces works again",
            ]
        )
    }
}
