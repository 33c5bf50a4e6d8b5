import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.r5.JpaR5Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.jpa.topic.SubscriptionTopicConfig;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.RequestValidatingInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.validation.IInstanceValidatorModule;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.dstu2.model.Subscription.SubscriptionChannelType;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * A HAPI JPA server with embedded H2, on loopback only: `SandboxServer PORT JDBC-URL VALIDATE VERSION`, the last R4 or R5.
 *
 * Says `ready ADDRESS` on standard output once it listens, and ends when its standard input does: that
 * happens when the Python process that started it ends, however it ends.
 */
@Configuration
@Import({
    HapiJpaConfig.class, JpaBatch2Config.class, Batch2JobsConfig.class, ThreadPoolFactoryConfig.class,
    SubscriptionSubmitterConfig.class, SubscriptionProcessorConfig.class, SubscriptionChannelConfig.class, SubscriptionTopicConfig.class
})
public class SandboxServer {
    static String jdbcUrl;
    static FhirVersionEnum version;

    public static void main(String[] args) {
        start(SandboxServer.class, args);
    }

    static void start(Class<?> configuration, String[] args) {
        try {
            run(configuration, args);
        } catch (Exception | LinkageError failure) {
            failure.printStackTrace();
            System.exit(1); // threads that Spring has started would keep the JVM alive
        }
    }

    static void run(Class<?> configuration, String[] args) throws Exception {
        jdbcUrl = args[1];
        version = FhirVersionEnum.valueOf(args[3]);
        ParentWatch.start();
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        connector.open(); // a port that is taken shows now, not after the database has been built
        AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
        beans.setAllowCircularReferences(true); // HAPI's own beans need each other
        beans.register(configuration, version == FhirVersionEnum.R5 ? JpaR5Config.class : JpaR4Config.class);
        beans.refresh();
        String base = "http://127.0.0.1:" + connector.getLocalPort() + "/fhir";
        RestfulServer fhir = complete(beans, base, Boolean.parseBoolean(args[2]));
        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addServlet(new ServletHolder(fhir), "/fhir/*");
        jetty.addConnector(connector);
        jetty.setHandler(handler);
        jetty.start();
        System.out.println("ready " + base);
        System.out.flush();
    }

    static RestfulServer complete(ApplicationContext beans, String base, boolean validate) {
        RestfulServer server = beans.getBean(RestfulServer.class);
        server.registerProviders(beans.getBean("myResourceProviders" + version, ResourceProviderFactory.class).createProviders());
        server.registerProvider(beans.getBean(JpaSystemProvider.class));
        server.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setServerAddressStrategy(new HardcodedServerAddressStrategy(base));
        JpaCapabilityStatementProvider capabilities = new JpaCapabilityStatementProvider(
            server, beans.getBean(IFhirSystemDao.class), beans.getBean(JpaStorageSettings.class),
            beans.getBean(ISearchParamRegistry.class), beans.getBean(IValidationSupport.class));
        capabilities.setImplementationDescription("careplan sandbox");
        server.setServerConformanceProvider(capabilities);
        if (validate) {
            RequestValidatingInterceptor validating = new RequestValidatingInterceptor();
            validating.addValidatorModule(beans.getBean(IInstanceValidatorModule.class));
            validating.setFailOnSeverity(ResultSeverityEnum.ERROR);
            server.registerInterceptor(validating);
        }
        return server;
    }

    @Bean
    FhirContext fhirContext() {
        return FhirContext.forVersion(version);
    }

    @Bean
    RestfulServer restfulServer(FhirContext context, IInterceptorService interceptors) {
        RestfulServer server = new RestfulServer(context);
        server.setInterceptorService(interceptors); // first: a later one would drop what is registered
        return server;
    }

    @Bean
    DataSource dataSource() {
        BasicDataSource source = new BasicDataSource();
        source.setDriverClassName("org.h2.Driver");
        source.setUrl(jdbcUrl);
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxTotal(32);
        return source;
    }

    @Bean
    JpaStorageSettings jpaStorageSettings() {
        JpaStorageSettings settings = new JpaStorageSettings();
        settings.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY); // PUT Patient/1 is allowed
        settings.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID); // so that ours never meet a client's
        settings.setReuseCachedSearchResultsForMillis(null); // a search shows what has just been written
        settings.setAllowMultipleDelete(true);
        return settings;
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        SubscriptionSettings settings = new SubscriptionSettings();
        settings.addSupportedSubscriptionType(SubscriptionChannelType.RESTHOOK);
        settings.setSubscriptionIntervalInMs(200); // five seconds by default: slow for tests
        return settings;
    }

    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            ConfigurableListableBeanFactory factory, FhirContext context, JpaStorageSettings settings, DataSource source) {
        Properties properties = new Properties();
        properties.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
        properties.put("hibernate.hbm2ddl.auto", "update");
        properties.put("hibernate.search.enabled", "false");
        LocalContainerEntityManagerFactoryBean bean =
            HapiEntityManagerFactoryUtil.newEntityManagerFactory(factory, context, settings);
        bean.setPersistenceUnitName("sandbox");
        bean.setDataSource(source);
        bean.setJpaProperties(properties);
        return bean;
    }

    @Bean
    JpaTransactionManager transactionManager(EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }

    @Bean
    IEmailSender emailSender() {
        return details -> { };
    }
}
