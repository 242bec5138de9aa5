extension OperatorKind {
    /// The operators that most clusters know, from their CRDs.
    static let all: [OperatorKind] =
        prometheus + argo + tekton + batch + knative + databases + [
            OperatorKind("keda.sh", ["ScaledJob"]), OperatorKind("jobset.x-k8s.io", ["JobSet"]),
        ]

    // MARK: Monitoring

    private static let prometheus = [
        OperatorKind(
            "monitoring.coreos.com",
            ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"],
            images: ["spec.image", "spec.baseImage", "spec.thanos.image", "spec.thanos.baseImage"],
            secrets: ["spec.imagePullSecrets"]
        )
    ]

    // MARK: Argo

    /// What a template of a Workflow holds, at a path.
    private static func workflowTemplate(_ path: String) -> [String] {
        ["container", "script", "initContainers[]", "sidecars[]", "containerSet.containers[]"].map {
            "\(path).\($0).image"
        }
    }

    /// What a Workflow's spec holds, at a path.
    private static func workflow(_ path: String) -> [String] {
        workflowTemplate("\(path).templates[]") + workflowTemplate("\(path).templateDefaults")
            + ["\(path).executorPlugins[].spec.sidecar.container.image"]
    }

    private static let argo = [
        OperatorKind(
            "argoproj.io",
            ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"],
            images: workflow("spec"),
            secrets: ["spec.imagePullSecrets"],
            references: ["spec.workflowTemplateRef.name": "WorkflowTemplate"],
            reading: .entrypoints,
            secretsAdvice: "spec.imagePullSecrets"
        ),
        OperatorKind(
            "argoproj.io",
            ["CronWorkflow"],
            images: workflow("spec.workflowSpec"),
            secrets: ["spec.workflowSpec.imagePullSecrets"],
            references: ["spec.workflowSpec.workflowTemplateRef.name": "WorkflowTemplate"],
            reading: .entrypoints,
            secretsAdvice: "spec.workflowSpec.imagePullSecrets"
        ),
        OperatorKind("argoproj.io", ["WorkflowTaskSet"], images: workflowTemplate("spec.tasks.*")),
        OperatorKind("argoproj.io", ["Rollout"], references: ["spec.workloadRef.name": "workload"]),
        OperatorKind(
            "argoproj.io",
            ["Experiment", "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun"]
        ),
    ]

    // MARK: Tekton

    private static let tektonAdvice =
        "the run's podTemplate.imagePullSecrets (taskRunTemplate.podTemplate of a PipelineRun) or those of its ServiceAccount"

    /// What a Task's spec holds, at a path.
    private static func task(_ path: String) -> [String] {
        ["steps[]", "stepTemplate", "sidecars[]"].map { "\(path).\($0).image" }
    }

    /// What a Pipeline's spec holds, at a path; Pipelines in Pipelines, once.
    private static func pipeline(_ path: String) -> [String] {
        ["tasks[]", "finally[]"].flatMap { list in
            task("\(path).\(list).taskSpec")
                + ["tasks[]", "finally[]"].flatMap { task("\(path).\(list).pipelineSpec.\($0).taskSpec") }
        }
    }

    private static let tekton = [
        OperatorKind(
            "tekton.dev",
            ["Task", "ClusterTask"],
            images: task("spec"),
            references: ["spec.steps[].ref.name": "StepAction"],
            reading: .entrypoints,
            secretsAdvice: tektonAdvice
        ),
        OperatorKind(
            "tekton.dev",
            ["TaskRun"],
            images: task("spec.taskSpec"),
            secrets: ["spec.podTemplate.imagePullSecrets"],
            references: ["spec.taskRef.name": "Task", "spec.taskSpec.steps[].ref.name": "StepAction"],
            reading: .entrypoints,
            secretsAdvice: tektonAdvice
        ),
        OperatorKind(
            "tekton.dev",
            ["Pipeline"],
            images: pipeline("spec"),
            references: ["spec.tasks[].taskRef.name": "Task", "spec.finally[].taskRef.name": "Task"],
            reading: .entrypoints,
            secretsAdvice: tektonAdvice
        ),
        OperatorKind(
            "tekton.dev",
            ["PipelineRun"],
            images: pipeline("spec.pipelineSpec"),
            secrets: [
                "spec.taskRunTemplate.podTemplate.imagePullSecrets", "spec.taskRunSpecs[].podTemplate.imagePullSecrets",
                "spec.podTemplate.imagePullSecrets", "spec.taskRunSpecs[].taskPodTemplate.imagePullSecrets",
            ],
            references: ["spec.pipelineRef.name": "Pipeline", "spec.pipelineSpec.tasks[].taskRef.name": "Task"],
            reading: .entrypoints,
            secretsAdvice: tektonAdvice
        ),
        OperatorKind(
            "tekton.dev",
            ["StepAction"],
            images: ["spec.image"],
            reading: .entrypoints,
            secretsAdvice: tektonAdvice
        ),
    ]

    // MARK: Ray and Spark

    /// What a Spark application's spec holds, at a path.
    private static func spark(_ path: String) -> [String] {
        ["\(path).image"]
            + ["driver", "executor"].flatMap { part in
                ["image", "initContainers[].image", "sidecars[].image"].map { "\(path).\(part).\($0)" }
            }
    }

    private static let batch = [
        OperatorKind(
            "ray.io",
            ["RayCluster", "RayJob", "RayService", "RayCronJob"],
            images: ["spec", "spec.rayClusterSpec", "spec.rayClusterConfig", "spec.jobTemplate.rayClusterSpec"].flatMap
            {
                ["\($0).autoscalerOptions.image", "\($0).historyServerOptions.collectorOptions.image"]
            }
        ),
        OperatorKind(
            "sparkoperator.k8s.io",
            ["SparkApplication"],
            images: spark("spec"),
            secrets: ["spec.imagePullSecrets"]
        ),
        OperatorKind(
            "sparkoperator.k8s.io",
            ["ScheduledSparkApplication"],
            images: spark("spec.template"),
            secrets: ["spec.template.imagePullSecrets"]
        ),
        OperatorKind("sparkoperator.k8s.io", ["SparkConnect"], images: ["spec.image"]),
    ]

    // MARK: Knative

    private static let knative = [
        OperatorKind(
            "serving.knative.dev",
            ["Service", "Configuration"],
            reading: .digests,
            secretsAdvice: "spec.template.spec.imagePullSecrets"
        ),
        OperatorKind(
            "serving.knative.dev",
            ["Revision"],
            reading: .digests,
            secretsAdvice: "spec.imagePullSecrets"
        ),
    ]

    // MARK: Databases and brokers

    private static let kafkaParts = [
        "kafka", "zookeeper", "entityOperator.topicOperator", "entityOperator.userOperator", "cruiseControl",
        "kafkaExporter",
    ]

    private static let databases = [
        OperatorKind(
            "postgresql.cnpg.io",
            ["Cluster"],
            images: ["spec.imageName", "spec.postgresql.extensions[].image.reference"],
            secrets: ["spec.imagePullSecrets"],
            references: ["spec.imageCatalogRef.name": "ImageCatalog"]
        ),
        OperatorKind(
            "postgresql.cnpg.io",
            ["ImageCatalog", "ClusterImageCatalog"],
            images: [
                "spec.images[].image", "spec.images[].extensions[].image.reference", "spec.componentImages[].image",
            ]
        ),
        OperatorKind(
            "postgresql.cnpg.io",
            ["Pooler"],
            images: ["spec.pgbouncer.image"],
            references: ["spec.pgbouncer.imageCatalogRef.name": "ImageCatalog"]
        ),
        OperatorKind(
            "kafka.strimzi.io",
            ["Kafka"],
            images: kafkaParts.map { "spec.\($0).image" },
            secrets: ["kafka", "zookeeper", "entityOperator", "cruiseControl", "kafkaExporter"].map {
                "spec.\($0).template.pod.imagePullSecrets"
            }
        ),
        OperatorKind(
            "kafka.strimzi.io",
            ["KafkaConnect", "KafkaMirrorMaker2", "KafkaMirrorMaker", "KafkaBridge", "KafkaNodePool"],
            images: ["spec.image", "spec.build.output.image"],
            secrets: ["spec.template.pod.imagePullSecrets", "spec.template.buildPod.imagePullSecrets"]
        ),
        OperatorKind("core.strimzi.io", ["StrimziPodSet"]),
    ]
}
