import TestSupport
import Testing

/// Everything that installs the chart, one after the other: each of these tests keeps a small machine busy.
@Suite("The chart", .serialized)
enum ChartTests {
    /// At the test API server.
    @Suite(
        "At the test API server",
        .serialized,
        .needs("curl", "openssl"),
        ClusterTrait(start: SimulatedCluster.start)
    )
    enum Simulated {}

    /// At one real server for all: the chart selects namespaces by a label that the tests of other suites use as well.
    @Suite(
        "At a real kube-apiserver",
        .serialized,
        .enabled(if: RealCluster.isAvailable, Comment(rawValue: RealCluster.absence)),
        ClusterTrait(start: RealCluster.start)
    )
    enum Real {}
}
