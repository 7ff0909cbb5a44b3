"""The health checks in Lua that Argo CD ships, by the version they came with.

Generated from the names of ``resource_customizations/<group>/<Kind>/health.lua`` in the modules of Argo CD 3.0.0,
3.1.0, 3.2.0, 3.3.0, 3.4.0, 3.5.0 and 3.6.1; ``_`` stands for any text. What 3.0 has is taken to be older.
"""

from __future__ import annotations

SHIPPED: tuple[tuple[tuple[int, int], tuple[int, int] | None, str], ...] = (
    (
        (0, 0),
        (3, 2),
        """
        cloudfunctions.cnrm.cloud.google.com/CloudFunctionsFunction
        cloudscheduler.cnrm.cloud.google.com/CloudSchedulerJob compute.cnrm.cloud.google.com/ComputeDisk
        iam.cnrm.cloud.google.com/IAMPartialPolicy iam.cnrm.cloud.google.com/IAMPolicy
        iam.cnrm.cloud.google.com/IAMPolicyMember iam.cnrm.cloud.google.com/IAMServiceAccount
        pubsub.cnrm.cloud.google.com/PubSubSubscription pubsub.cnrm.cloud.google.com/PubSubTopic
        resourcemanager.cnrm.cloud.google.com/Project sql.cnrm.cloud.google.com/SQLDatabase
        sql.cnrm.cloud.google.com/SQLInstance storage.cnrm.cloud.google.com/StorageBucket
        storage.cnrm.cloud.google.com/StorageBucketAccessControl
        storage.cnrm.cloud.google.com/StorageDefaultObjectAccessControl
        """,
    ),
    (
        (0, 0),
        None,
        """
        acid.zalan.do/postgresql addons.cluster.x-k8s.io/ClusterResourceSet
        apiextensions.k8s.io/CustomResourceDefinition apps.kruise.io/AdvancedCronJob
        apps.kruise.io/BroadcastJob apps.kruise.io/CloneSet apps.kruise.io/DaemonSet
        apps.kruise.io/StatefulSet apps.openshift.io/DeploymentConfig argoproj.io/AnalysisRun
        argoproj.io/ApplicationSet argoproj.io/CronWorkflow argoproj.io/EventBus argoproj.io/Experiment
        argoproj.io/Rollout astra.netapp.io/AppVault astra.netapp.io/Application astra.netapp.io/Backup
        astra.netapp.io/ExecHook astra.netapp.io/ExecHooksRun astra.netapp.io/ResourceBackup
        astra.netapp.io/ResticVolumeBackup astra.netapp.io/Schedule astra.netapp.io/Snapshot
        beat.k8s.elastic.co/Beat bitnami.com/SealedSecret camel.apache.org/Integration
        cassandra.rook.io/Cluster cdi.kubevirt.io/DataVolume cert-manager.io/Certificate
        cert-manager.io/ClusterIssuer cert-manager.io/Issuer certmanager.k8s.io/Certificate
        certmanager.k8s.io/Issuer cloudfront.aws.crossplane.io/Distribution cluster.x-k8s.io/Cluster
        cluster.x-k8s.io/Machine cluster.x-k8s.io/MachineDeployment cluster.x-k8s.io/MachineHealthCheck
        cluster.x-k8s.io/MachinePool controlplane.cluster.x-k8s.io/AWSManagedControlPlane
        core.humio.com/HumioAction core.humio.com/HumioAlert core.humio.com/HumioCluster
        core.humio.com/HumioIngestToken core.humio.com/HumioParser core.humio.com/HumioRepository
        core.humio.com/HumioView db.atlasgo.io/AtlasMigration db.atlasgo.io/AtlasSchema
        elasticsearch.k8s.elastic.co/Elasticsearch external-secrets.io/ClusterExternalSecret
        external-secrets.io/ClusterSecretStore external-secrets.io/ExternalSecret
        external-secrets.io/PushSecret external-secrets.io/SecretStore flagger.app/Canary
        flink.apache.org/FlinkDeployment gateway.solo.io/Gateway gateway.solo.io/MatchableHttpGateway
        gateway.solo.io/RouteOption gateway.solo.io/RouteTable gateway.solo.io/VirtualHostOption
        gateway.solo.io/VirtualService gloo.solo.io/Proxy gloo.solo.io/Settings gloo.solo.io/Upstream
        gloo.solo.io/UpstreamGroup grafana.integreatly.org/Grafana grafana.integreatly.org/GrafanaDatasource
        helm.toolkit.fluxcd.io/HelmRelease iam.aws.crossplane.io/Policy iam.aws.crossplane.io/Role
        iam.aws.crossplane.io/RolePolicyAttachment iammanager.keikoproj.io/Iamrole
        image.toolkit.fluxcd.io/ImagePolicy image.toolkit.fluxcd.io/ImageRepository
        image.toolkit.fluxcd.io/ImageUpdateAutomation install.istio.io/IstioOperator jaegertracing.io/Jaeger
        k8s.keycloak.org/Keycloak k8s.mariadb.com/Backup k8s.mariadb.com/Database k8s.mariadb.com/Grant
        k8s.mariadb.com/MariaDB k8s.mariadb.com/SqlJob k8s.mariadb.com/User
        kafka.banzaicloud.io/KafkaCluster kafka.strimzi.io/Kafka kafka.strimzi.io/KafkaBridge
        kafka.strimzi.io/KafkaConnect kafka.strimzi.io/KafkaConnector kafka.strimzi.io/KafkaTopic
        kafka.strimzi.io/KafkaUser keda.sh/ScaledObject kiali.io/Kiali kubernetes-client.io/ExternalSecret
        kubevirt.io/VirtualMachine kubevirt.io/VirtualMachineInstance
        kustomize.toolkit.fluxcd.io/Kustomization lifecycle.keptn.sh/KeptnAppVersion
        lifecycle.keptn.sh/KeptnEvaluation lifecycle.keptn.sh/KeptnTask
        lifecycle.keptn.sh/KeptnWorkloadInstance lifecycle.keptn.sh/KeptnWorkloadVersion
        mariadb.mmontes.io/MariaDB metrics.keptn.sh/Analysis metrics.keptn.sh/KeptnMetric
        minio.min.io/Tenant monitoring.coreos.com/Prometheus networking.gke.io/ManagedCertificate
        notification.toolkit.fluxcd.io/Receiver numaflow.numaproj.io/InterStepBufferService
        numaflow.numaproj.io/MonoVertex numaflow.numaproj.io/Pipeline numaflow.numaproj.io/Vertex
        numaplane.numaproj.io/ISBServiceRollout numaplane.numaproj.io/MonoVertexRollout
        numaplane.numaproj.io/NumaflowControllerRollout numaplane.numaproj.io/PipelineRollout
        onepassword.com/OnePasswordItem openfaas.com/Function operator.knative.dev/KnativeEventing
        operator.knative.dev/KnativeServing operator.openshift.io/IngressController
        operators.coreos.com/Subscription pkg.crossplane.io/Provider platform.confluent.io/Connect
        platform.confluent.io/Connector platform.confluent.io/ControlCenter platform.confluent.io/Kafka
        platform.confluent.io/KsqlDB platform.confluent.io/SchemaRegistry platform.confluent.io/Zookeeper
        policy.open-cluster-management.io/CertificatePolicy
        policy.open-cluster-management.io/ConfigurationPolicy
        policy.open-cluster-management.io/OperatorPolicy policy.open-cluster-management.io/Policy
        policy/PodDisruptionBudget proclaim.dogmatiq.io/DNSSDServiceInstance
        psmdb.percona.com/PerconaServerMongoDB pxc.percona.com/PerconaXtraDBCluster
        rabbitmq.com/RabbitmqCluster rds.aws.crossplane.io/DBCluster rds.aws.crossplane.io/DBInstance
        rollouts.kruise.io/Rollout route.openshift.io/Route route53.aws.crossplane.io/ResourceRecordSet
        s3.aws.crossplane.io/Bucket serving.knative.dev/Service serving.kserve.io/InferenceService
        snapshot.storage.k8s.io/VolumeSnapshot snapshot.storage.k8s.io/VolumeSnapshotContent
        solr.apache.org/SolrCloud source.toolkit.fluxcd.io/Bucket source.toolkit.fluxcd.io/GitRepository
        source.toolkit.fluxcd.io/HelmChart source.toolkit.fluxcd.io/HelmRepository
        source.toolkit.fluxcd.io/OCIRepository sparkoperator.k8s.io/SparkApplication spot.io/SpotDeployment
        stacks.crossplane.io/ClusterStackInstall tower.ansible.com/AnsibleJob
        trident.netapp.io/TridentBackendConfig trident.netapp.io/TridentOrchestrator
        work.karmada.io/ClusterResourceBinding work.karmada.io/ResourceBinding
        zookeeper.pravega.io/ZookeeperCluster
        """,
    ),
    (
        (3, 1),
        None,
        """
        _.crossplane.io/_ _.upbound.io/_ core.spinkube.dev/SpinApp gateway.networking.k8s.io/GRPCRoute
        gateway.networking.k8s.io/Gateway gateway.networking.k8s.io/HTTPRoute
        grafana.integreatly.org/GrafanaDashboard grafana.integreatly.org/GrafanaFolder
        karpenter.k8s.aws/EC2NodeClass karpenter.sh/NodePool kyverno.io/Policy
        logstash.k8s.elastic.co/Logstash ocs.openshift.io/StorageCluster
        opentelemetry.io/OpenTelemetryCollector postgresql.cnpg.io/Cluster projectcontour.io/HTTPProxy
        rabbitmq.com/Binding rabbitmq.com/Exchange rabbitmq.com/Permission rabbitmq.com/Policy
        rabbitmq.com/Queue rabbitmq.com/Shovel rabbitmq.com/User rabbitmq.com/Vhost
        """,
    ),
    (
        (3, 2),
        None,
        """
        apps.3scale.net/APIManager batch/CronJob capabilities.3scale.net/ActiveDoc
        capabilities.3scale.net/Application capabilities.3scale.net/ApplicationAuth
        capabilities.3scale.net/Backend capabilities.3scale.net/CustomPolicyDefinition
        capabilities.3scale.net/DeveloperAccount capabilities.3scale.net/DeveloperUser
        capabilities.3scale.net/OpenAPI capabilities.3scale.net/Product
        capabilities.3scale.net/ProxyConfigPromote capabilities.3scale.net/Tenant
        clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation
        clickhouse.altinity.com/ClickHouseInstallation coralogix.com/Alert
        coralogix.com/RecordingRuleGroupSet datadoghq.com/DatadogMetric game.kruise.io/GameServer
        game.kruise.io/GameServerSet projectcontour.io/ExtensionService
        promoter.argoproj.io/ArgoCDCommitStatus promoter.argoproj.io/ChangeTransferPolicy
        promoter.argoproj.io/CommitStatus promoter.argoproj.io/PromotionStrategy
        promoter.argoproj.io/PullRequest
        """,
    ),
    (
        (3, 3),
        None,
        """
        _.cnrm.cloud.google.com/_ ceph.rook.io/CephCluster ceph.rook.io/CephObjectStore
        grafana-org-operator.kubitus-project.gitlab.io/_ keda.sh/ScaledJob objectbucket.io/ObjectBucketClaim
        services.cloud.sap.com/ServiceBinding services.cloud.sap.com/ServiceInstance
        """,
    ),
    (
        (3, 4),
        None,
        """
        nmstate.io/NodeNetworkConfigurationPolicy
        """,
    ),
    (
        (3, 5),
        None,
        """
        core.gardener.cloud/Shoot gateway.networking.k8s.io/BackendTLSPolicy
        gateway.networking.k8s.io/GatewayClass karpenter.sh/NodeClaim operator.victoriametrics.com/_
        promoter.argoproj.io/ClusterScmProvider promoter.argoproj.io/GitCommitStatus
        promoter.argoproj.io/GitRepository promoter.argoproj.io/ScmProvider
        promoter.argoproj.io/TimedCommitStatus promoter.argoproj.io/WebRequestCommitStatus
        """,
    ),
    (
        (3, 6),
        None,
        """
        _.services.k8s.aws/_ acme.cert-manager.io/Challenge acme.cert-manager.io/Order
        addons.projectcapsule.dev/GlobalSopsSecret addons.projectcapsule.dev/SopsProvider
        addons.projectcapsule.dev/SopsSecret capsule.clastix.io/CapsuleConfiguration
        capsule.clastix.io/CustomQuota capsule.clastix.io/GlobalCustomQuota
        capsule.clastix.io/GlobalProxySettings capsule.clastix.io/GlobalTenantResource
        capsule.clastix.io/ProxySetting capsule.clastix.io/ResourcePool capsule.clastix.io/ResourcePoolClaim
        capsule.clastix.io/Tenant capsule.clastix.io/TenantOwner capsule.clastix.io/TenantResource
        cert-manager.io/CertificateRequest flink.apache.org/FlinkSessionJob gateway.envoyproxy.io/Backend
        gateway.envoyproxy.io/BackendTrafficPolicy gateway.envoyproxy.io/ClientTrafficPolicy
        gateway.envoyproxy.io/EnvoyExtensionPolicy gateway.envoyproxy.io/EnvoyPatchPolicy
        gateway.envoyproxy.io/SecurityPolicy gateway.networking.k8s.io/ListenerSet
        gateway.networking.k8s.io/TLSRoute kro.run/ResourceGraphDefinition kro.run/_
        kyverno.io/ClusterPolicy medusa.k8ssandra.io/MedusaBackupJob medusa.k8ssandra.io/MedusaTask
        microgateway.airlock.com/_ monitoring.coreos.com/Alertmanager monitoring.coreos.com/ThanosRuler
        policies.kyverno.io/DeletingPolicy policies.kyverno.io/GeneratingPolicy
        policies.kyverno.io/ImageValidatingPolicy policies.kyverno.io/MutatingPolicy
        policies.kyverno.io/NamespacedDeletingPolicy policies.kyverno.io/NamespacedGeneratingPolicy
        policies.kyverno.io/NamespacedImageValidatingPolicy policies.kyverno.io/NamespacedMutatingPolicy
        policies.kyverno.io/NamespacedValidatingPolicy policies.kyverno.io/ValidatingPolicy
        postgresql.cnpg.io/Backup postgresql.cnpg.io/Database pulumi.com/Stack
        serving.kserve.io/LLMInferenceService tekton.dev/PipelineRun tekton.dev/TaskRun
        trust.cert-manager.io/Bundle velero.io/Backup velero.io/Restore velero.io/Schedule
        """,
    ),
)
"""First version, last version (None: still there), and the ``group/Kind`` names."""
