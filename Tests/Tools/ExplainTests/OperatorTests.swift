import Testing
import Text

@testable import Explain

@Suite("Objects of which operators make Pods")
struct OperatorTests {
    private static let a = "harbor.example.com/shop/a"
    private static let b = "harbor.example.com/shop/b"
    private static let pod = "{containers: [{name: c, image: \(a)}], initContainers: [{name: i, image: \(b)}]}"

    private func images(_ explanation: Explanation) -> [String] { explanation.verdicts.flatMap(\.images).map(\.image) }

    /// Kinds from the operators' CRDs, with an image at each place that these have.
    static let kinds: [(apiVersion: String, kind: String, spec: String)] = [
        ("monitoring.coreos.com/v1", "Prometheus", "{image: \(a), thanos: {image: \(b)}}"),
        (
            "monitoring.coreos.com/v1", "Prometheus",
            "{baseImage: harbor.example.com/shop/a, containers: [{image: \(b)}]}"
        ),
        (
            "monitoring.coreos.com/v1alpha1", "PrometheusAgent",
            "{image: \(a), initContainers: [{name: i, image: \(b)}]}"
        ),
        ("monitoring.coreos.com/v1", "Alertmanager", "{image: \(a), containers: [{name: x, image: \(b)}]}"),
        ("monitoring.coreos.com/v1", "ThanosRuler", "{image: \(a), containers: [{name: x, image: \(b)}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{container: {image: \(a)}, sidecars: [{image: \(b)}]}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{script: {image: \(a)}, initContainers: [{image: \(b)}]}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{containerSet: \(pod)}]}"),
        (
            "argoproj.io/v1alpha1", "WorkflowTemplate",
            "{templateDefaults: {container: {image: \(a)}, script: {image: \(b)}}}"
        ),
        (
            "argoproj.io/v1alpha1", "ClusterWorkflowTemplate",
            "{podSpecPatch: 'containers: [{image: \(a)}, {image: \(b)}]'}"
        ),
        (
            "argoproj.io/v1alpha1", "CronWorkflow",
            "{workflowSpec: {templates: [{container: {image: \(a)}}, {container: {image: \(b)}}]}}"
        ),
        ("argoproj.io/v1alpha1", "Rollout", "{template: {spec: \(pod)}}"),
        ("argoproj.io/v1alpha1", "Experiment", "{templates: [{name: x, template: {spec: \(pod)}}]}"),
        (
            "argoproj.io/v1alpha1", "AnalysisTemplate",
            "{metrics: [{provider: {job: {spec: {template: {spec: \(pod)}}}}}]}"
        ),
        ("tekton.dev/v1", "Task", "{steps: [{image: \(a)}], sidecars: [{image: \(b)}]}"),
        ("tekton.dev/v1beta1", "Task", "{stepTemplate: {image: \(a)}, steps: [{image: \(b)}]}"),
        ("tekton.dev/v1", "TaskRun", "{taskSpec: {steps: [{image: \(a)}, {image: \(b)}]}}"),
        (
            "tekton.dev/v1", "Pipeline",
            "{tasks: [{taskSpec: {steps: [{image: \(a)}]}}], finally: [{taskSpec: {steps: [{image: \(b)}]}}]}"
        ),
        (
            "tekton.dev/v1", "PipelineRun",
            "{pipelineSpec: {tasks: [{taskSpec: {steps: [{image: \(a)}, {image: \(b)}]}}]}}"
        ),
        ("tekton.dev/v1beta1", "StepAction", "{image: \(a), x: {image: \(b)}}"),
        ("jobset.x-k8s.io/v1alpha2", "JobSet", "{replicatedJobs: [{template: {spec: {template: {spec: \(pod)}}}}]}"),
        ("ray.io/v1", "RayCluster", "{headGroupSpec: {template: {spec: \(pod)}}}"),
        (
            "ray.io/v1", "RayCluster",
            "{workerGroupSpecs: [{template: {spec: {containers: [{image: \(a)}]}}}], autoscalerOptions: {image: \(b)}}"
        ),
        (
            "ray.io/v1", "RayJob",
            "{rayClusterSpec: {headGroupSpec: {template: {spec: {containers: [{image: \(a)}]}}}}, "
                + "submitterPodTemplate: {spec: {containers: [{image: \(b)}]}}}"
        ),
        ("ray.io/v1", "RayService", "{rayClusterConfig: {headGroupSpec: {template: {spec: \(pod)}}}}"),
        ("ray.io/v1", "RayCronJob", "{jobTemplate: {rayClusterSpec: {headGroupSpec: {template: {spec: \(pod)}}}}}"),
        ("sparkoperator.k8s.io/v1beta2", "SparkApplication", "{image: \(a), driver: {image: \(b)}}"),
        (
            "sparkoperator.k8s.io/v1beta2", "SparkApplication",
            "{driver: {sidecars: [{image: \(a)}]}, executor: {initContainers: [{image: \(b)}]}}"
        ),
        (
            "sparkoperator.k8s.io/v1beta2", "ScheduledSparkApplication",
            "{template: {image: \(a), executor: {image: \(b)}}}"
        ),
        (
            "sparkoperator.k8s.io/v1alpha1", "SparkConnect",
            "{image: \(a), server: {template: {spec: {containers: [{image: \(b)}]}}}}"
        ),
        ("serving.knative.dev/v1", "Service", "{template: {spec: \(pod)}}"),
        ("serving.knative.dev/v1", "Configuration", "{template: {spec: \(pod)}}"),
        ("serving.knative.dev/v1", "Revision", "\(pod)"),
        (
            "postgresql.cnpg.io/v1", "Cluster",
            "{imageName: \(a), postgresql: {extensions: [{image: {reference: \(b)}}]}}"
        ),
        (
            "postgresql.cnpg.io/v1", "ClusterImageCatalog",
            "{images: [{major: 17, image: \(a)}, {major: 18, image: \(b)}]}"
        ),
        (
            "postgresql.cnpg.io/v1", "Pooler",
            "{template: {spec: {containers: [{image: \(a)}]}}, pgbouncer: {image: \(b)}}"
        ),
        ("kafka.strimzi.io/v1", "Kafka", "{kafka: {image: \(a)}, entityOperator: {topicOperator: {image: \(b)}}}"),
        ("kafka.strimzi.io/v1beta2", "Kafka", "{zookeeper: {image: \(a)}, cruiseControl: {image: \(b)}}"),
        ("kafka.strimzi.io/v1", "KafkaConnect", "{image: \(a), build: {output: {image: \(b)}}}"),
        ("core.strimzi.io/v1", "StrimziPodSet", "{pods: [{metadata: {name: p}, spec: \(pod)}]}"),
        ("keda.sh/v1alpha1", "ScaledJob", "{jobTargetRef: {template: {spec: \(pod)}}}"),
        // What nobody has named.
        ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", "{leaderWorkerTemplate: {workerTemplate: {spec: \(pod)}}}"),
        ("minio.min.io/v2", "Tenant", "{image: \(a), pools: [{}], kes: {image: \(b)}}"),
        (
            "example.com/v1", "Chart",
            "{x: {image: {registry: harbor.example.com, repository: shop/a, tag: ''}}, image: \(b)}"
        ),
        ("example.com/v1", "Odd", "[[[{containers: [{image: \(a)}, {image: \(b)}]}]]]"),
        ("example.com/v1", "Pod", "\(pod)"),
        (
            "pxc.percona.com/v1", "PerconaXtraDBCluster",
            "{initImage: \(a), haproxy: {image: \(b)}, backgroundImage: 'https://a/b'}"
        ),
        (
            "helm.toolkit.fluxcd.io/v2", "HelmRelease",
            "{values: {image: {repository: \(a)}, job: {image: {name: \(b), tag: 1}}}}"
        ),
        ("kubeflow.org/v1", "PyTorchJob", "{pytorchReplicaSpecs: {Worker: {template: {spec: \(pod)}}}}"),
    ]

    @Test("an image is found wherever the operator's kind has one", arguments: kinds)
    func found(apiVersion: String, kind: String, spec: String) throws {
        let text =
            "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: x}, spec: \(spec), status: {image: nginx}}"
        let explanation = try explain(text: text)
        #expect(Set(images(explanation).map { $0.replacing(":1", with: "") }) == [Self.a, Self.b])
        #expect(explanation.verdicts.allSatisfy { $0.controller != nil && $0.isChanged })
        #expect(Set(explanation.verdicts.flatMap(\.secretsAdded)) == ["harbor-pull"])
        #expect(explanation.problems == [] && explanation.conclusion == .complete)
    }

    @Test(
        "what is no image is not taken for one",
        arguments: [
            "{volumes: [{rbd: {image: nginx}}]}", "{image: Photo.JPG}", "{image: true}", "{image: {width: 3}}",
            "{image: ''}",
            "{annotations: {image: nginx}}", "{metadata: {image: nginx}}", "{containers: 7}",
            "{containers: [{name: x}]}",
            "{status: {}, images: [nginx]}",
        ]
    )
    func nothing(spec: String) throws {
        let explanation = try explain(text: "{apiVersion: example.com/v1, kind: X, metadata: {name: x}, spec: \(spec)}")
        #expect(explanation.verdicts == [])
        #expect(explanation.otherObjects == ["X": 1] && explanation.imagelessObjects == ["X": 1])
        let text = TextRenderer(style: .plain).render(explanation)
        #expect(text.contains("No image found in: 1 X.") && !text.contains("Not about Pods"))
        #expect(explanation.conclusion == .complete)
    }

    @Test(
        "a placeholder is named and not matched",
        arguments: [
            "{{inputs.parameters.image}}", "$(params.image)", "harbor.example.com/shop/${NAME}", "{{workflow.name}}:1",
            "harbor.example.com/shop/a:$(params.tag)",
        ]
    )
    func placeholder(image: String) throws {
        let explanation = try explain(
            text: "{apiVersion: tekton.dev/v1, kind: Task, metadata: {name: x}, spec: {steps: [{image: '\(image)'}]}}"
        )
        let found = try #require(explanation.verdicts.first?.images.first)
        #expect(found.isPlaceholder && found.matches == [] && found.fault == nil)
        #expect(explanation.conclusion == .complete)
        #expect(
            TextRenderer(style: .plain).render(explanation).contains("a placeholder, which its controller fills in")
        )
        #expect(JSONRenderer().render(explanation).contains("\"placeholder\": true"))
        #expect(PatchRenderer().render(explanation) == "[]\n")
    }

    @Test(
        "an image that cannot be read is lacking where the kind has one for certain",
        arguments: [
            ("monitoring.coreos.com/v1", "Prometheus", "{image: 'Not An Image'}", true),
            ("example.com/v1", "X", "{template: {spec: {containers: [{image: 'Not An Image'}]}}}", true),
            ("example.com/v1", "X", "{image: 'harbor.example.com:5000/shop/x'}", true),
            ("example.com/v1", "X", "{image: 'Not An Image'}", false),
        ]
    )
    func faults(apiVersion: String, kind: String, spec: String, isLacking: Bool) throws {
        let explanation = try explain(text: "{apiVersion: \(apiVersion), kind: \(kind), spec: \(spec)}")
        #expect((explanation.conclusion == .lacking) == isLacking)
    }

    @Test(
        "Secrets that the object names for its Pods are not added",
        arguments: [
            ("sparkoperator.k8s.io/v1beta2", "SparkApplication", "{image: \(a), imagePullSecrets: [harbor-pull]}"),
            ("postgresql.cnpg.io/v1", "Cluster", "{imageName: \(a), imagePullSecrets: [{name: harbor-pull}]}"),
            (
                "argoproj.io/v1alpha1", "Workflow",
                "{templates: [{container: {image: \(a)}}], imagePullSecrets: [{name: harbor-pull}]}"
            ),
            (
                "kafka.strimzi.io/v1", "KafkaConnect",
                "{image: \(a), template: {pod: {imagePullSecrets: [{name: harbor-pull}]}}}"
            ),
            (
                "tekton.dev/v1", "TaskRun",
                "{taskSpec: {steps: [{image: \(a)}]}, podTemplate: {imagePullSecrets: [{name: harbor-pull}]}}"
            ),
            ("minio.min.io/v2", "Tenant", "{image: \(a), imagePullSecret: {name: harbor-pull}}"),
            (
                "ray.io/v1", "RayCluster",
                "{headGroupSpec: {template: {spec: {containers: [{image: \(a)}], imagePullSecrets: [{name: harbor-pull}]}}}}"
            ),
        ]
    )
    func present(apiVersion: String, kind: String, spec: String) throws {
        let explanation = try explain(text: "{apiVersion: \(apiVersion), kind: \(kind), spec: \(spec)}")
        #expect(explanation.verdicts.map(\.secretsPresent) == [["harbor-pull"]])
        #expect(explanation.verdicts.map(\.secretsAdded) == [[]])
        #expect(explanation.verdicts.allSatisfy { $0.controller?.remarks == [] })
    }

    private static let digest = "sha256:" + String(repeating: "1", count: 64)

    @Test(
        "a controller that asks the registry itself is told of, unless it sees the Secret",
        arguments: [
            (
                "serving.knative.dev/v1", "Service", "{template: {spec: {containers: [{image: \(a)}]}}}",
                "for the digest of"
            ),
            ("serving.knative.dev/v1", "Service", "{template: {spec: {containers: [{image: '\(a)@\(digest)'}]}}}", ""),
            (
                "serving.knative.dev/v1", "Revision",
                "{containers: [{image: \(a)}], imagePullSecrets: [{name: harbor-pull}]}", ""
            ),
            ("serving.knative.dev/v1", "Revision", "{containers: [{image: 'quay.io/a/b'}]}", ""),
            ("tekton.dev/v1", "Task", "{steps: [{image: \(a)}]}", "asks the registry what"),
            ("tekton.dev/v1", "Task", "{steps: [{image: \(a), command: [x]}]}", ""),
            ("tekton.dev/v1", "Task", "{steps: [{image: \(a), script: x}]}", ""),
            (
                "argoproj.io/v1alpha1", "Workflow", "{templates: [{container: {image: \(a)}}]}",
                "name harbor-pull in spec.imagePullSecrets"
            ),
            ("argoproj.io/v1alpha1", "Workflow", "{templates: [{container: {image: \(a), command: [x]}}]}", ""),
            ("argoproj.io/v1alpha1", "Rollout", "{template: {spec: {containers: [{image: \(a)}]}}}", ""),
        ]
    )
    func remarks(apiVersion: String, kind: String, spec: String, remark: String) throws {
        let explanation = try explain(text: "{apiVersion: \(apiVersion), kind: \(kind), spec: \(spec)}")
        let remarks = explanation.verdicts.flatMap { $0.controller?.remarks ?? [] }
        #expect(remarks.count == (remark.isEmpty ? 0 : 1))
        #expect(remarks.allSatisfy { $0.contains(remark) })
        #expect(remark.isEmpty || TextRenderer(style: .plain).render(explanation).contains("  but "))
    }

    @Test(
        "images in other objects are named",
        arguments: [
            ("argoproj.io/v1alpha1", "Workflow", "{workflowTemplateRef: {name: build}}", "uses WorkflowTemplate build"),
            (
                "argoproj.io/v1alpha1", "Rollout", "{workloadRef: {kind: Deployment, name: build}}",
                "uses workload build"
            ),
            ("tekton.dev/v1", "PipelineRun", "{pipelineRef: {name: build}}", "uses Pipeline build"),
            ("tekton.dev/v1", "Task", "{steps: [{ref: {name: build}}]}", "uses StepAction build"),
            (
                "postgresql.cnpg.io/v1", "Cluster", "{imageCatalogRef: {kind: ImageCatalog, name: build}}",
                "uses ImageCatalog build"
            ),
            ("kafka.strimzi.io/v1", "Kafka", "{kafka: {}}", "names no image"),
            ("monitoring.coreos.com/v1", "Prometheus", "{}", "names no image"),
        ]
    )
    func references(apiVersion: String, kind: String, spec: String, note: String) throws {
        let explanation = try explain(
            text: "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: x}, spec: \(spec)}"
        )
        #expect(explanation.verdicts == [])
        #expect(explanation.notes.count { $0.contains("\(kind) default/x \(note)") } == 1)
    }

    @Test func `an object of any depth and size is read within bounds, and says so`() throws {
        let deep = String(repeating: "{a: ", count: 60) + "{image: nginx}" + String(repeating: "}", count: 60)
        let wide = "[" + (0..<300).map { "{image: 'quay.io/a/b:\($0)'}" }.joined(separator: ", ") + "]"
        for spec in [deep, wide] {
            let explanation = try explain(
                text: "{apiVersion: example.com/v1, kind: X, metadata: {name: x}, spec: \(spec)}"
            )
            #expect(images(explanation).count <= 200)
            #expect(explanation.notes.contains { $0.contains("larger than is looked at") })
        }
        let many = (0..<50).map { "{apiVersion: keda.sh/v1, kind: ScaledJob, metadata: {name: x\($0)}}" }
        #expect(try explain(text: many.joined(separator: "\n---\n")).notes.count < 25)
    }

    @Test func `a Pod template's labels count for its own Pods alone`() throws {
        let explanation = try explain("operators.yaml")
        let ray = explanation.verdicts.filter { $0.kind == "RayCluster" }
        #expect(ray.map(\.isChanged) == [false, true])
        #expect(ray.map(\.controller?.path) == ["spec.headGroupSpec.template", "spec.workerGroupSpecs[0].template"])
    }
}
