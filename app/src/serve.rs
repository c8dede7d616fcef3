use std::net::SocketAddr;

use anyhow::{Context, Result, anyhow};
use db::Db;
use ids::Mint;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::Failure;
use crate::cli::Serve;
use crate::folder::Folder;
use crate::house::Front;

/// `anbiao serve`: until it is told to stop (SIGINT, SIGTERM); requests under way are finished first.
pub(crate) async fn serve(options: Serve) -> Result<(), Failure> {
    log_to_stderr();
    Ok(run(options).await?)
}

async fn run(options: Serve) -> Result<()> {
    let folder = Folder::of(&options.storage)?;
    let house = folder.open(Mint::random(folder.clock()?)).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|_| anyhow!("无法监听 {}：端口可能已被占用，请用 --listen 换一个", options.listen))?;
    let address = address(&options, listener.local_addr()?);
    print_setup_link(&house.db, &address).await?;
    activities::begin_comparing(&house.db).await.context("无法安排照片比对")?;
    activities::begin_indexing(&house.db).await.context("无法安排活动检索")?;
    let front = Front {
        secure: address.starts_with("https://"),
        trusted_proxies: options.trusted_proxy.clone(),
        demo_today: folder.demo_today()?.map(|today| today.to_string()),
    };
    let worker = house.worker();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    let router = house.into_router(&front);
    println!("{address}");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await.context("服务中断")?;
    drop(stop);
    working.await.context("后台任务没有正常结束")?;
    Ok(())
}

fn address(options: &Serve, listening: SocketAddr) -> String {
    let public = options.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    public.unwrap_or_else(|| format!("http://{listening}"))
}

async fn print_setup_link(db: &Db, address: &str) -> Result<()> {
    if let Some(path) = people::setup_link(db).await.context("无法生成初始化链接")? {
        println!("尚未初始化。请在 24 小时内打开这个一次性链接，设置单位名称和管理员：\n{address}{path}");
    }
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("ANBIAO_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}
