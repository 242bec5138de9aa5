import KubeletConfiguration
import Testing

@Suite("The kubelet's version")
struct KubeletVersionTests {
    @Test(
        "is read as kubelets, Nodes and people write it",
        arguments: [
            ("1.36", 36), ("v1.36.2", 36), ("Kubernetes v1.33.0", 33), ("1.36.2+k3s1", 36), ("v1.34.1-gke.100", 34),
            ("1.26.15", 26), ("v1.37.0-alpha.2", 37), ("v1.30.8+rke2r1", 30), ("1.29-eks-1-29", 29),
        ]
    )
    func reads(text: String, minor: Int) {
        #expect(KubeletVersion(text)?.minor == minor)
    }

    @Test(
        "is nothing else",
        arguments: ["", "1", "1.", "2.1", "36", "v1.x", "1.36beta", "latest", "1.36 ", "1.99999999999999999999"]
    )
    func refuses(text: String) {
        #expect(KubeletVersion(text) == nil)
    }
}
